import { orderScoreLua } from '../order/order-score';

/**
 * The keys of one channel, in this order in every script. `{channel}` keeps them on one node of a Redis cluster.
 * None has a TTL, since they are the truth; only `epoch`, which keeps a mixer of before out, lapses.
 */
export function channelKeys(channelId: number): string[] {
  const base = `lw:queue:v1:{${channelId}}`;
  return ['rev', 'order', 'entries', 'owners', 'tallies', 'playing', 'epoch'].map((name) => `${base}:${name}`);
}

/** Who voted what on an entry. */
export function votesKey(channelId: number, entryId: string): string {
  return `lw:queue:v1:{${channelId}}:votes:${entryId}`;
}

/** How many voters an entry shows. */
export const MAX_SHOWN_VOTERS = 200;

const prelude = `
local REV, ORDER, ENTRIES, OWNERS, TALLIES, PLAYING, EPOCH = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
${orderScoreLua}

-- A count that was lost begins at the clock, so that it goes on growing for whoever remembers the old one.
local function nextRev(nowSeconds)
  if redis.call('EXISTS', REV) == 0 then redis.call('SET', REV, nowSeconds) end
  return redis.call('INCR', REV)
end

local function voters(key)
  return redis.call('HSCAN', key, 0, 'COUNT', ${MAX_SHOWN_VOTERS})[2]
end

-- status, rev, the entry's text, sum of votes, place from 1 (0: not waiting), voters
local function tell(status, id, key)
  local rank = redis.call('ZRANK', ORDER, id)
  return {status, tonumber(redis.call('GET', REV) or 0), redis.call('HGET', ENTRIES, id), tonumber(redis.call('HGET', TALLIES, id) or 0),
    rank and rank + 1 or 0, voters(key)}
end

local function forget(id, key)
  redis.call('ZREM', ORDER, id)
  redis.call('HDEL', ENTRIES, id)
  redis.call('HDEL', OWNERS, id)
  redis.call('HDEL', TALLIES, id)
  redis.call('HDEL', PLAYING, id)
  redis.call('DEL', key)
end
`;

/** ARGV: prefix of the votes' keys. → rev, [text, votes, voters]… */
const read = `${prelude}
local result = {tonumber(redis.call('GET', REV) or 0)}
for _, id in ipairs(redis.call('ZRANGE', ORDER, 0, -1)) do
  result[#result + 1] = {redis.call('HGET', ENTRIES, id), tonumber(redis.call('HGET', TALLIES, id) or 0), voters(ARGV[1] .. id)}
end
return result`;

/**
 * ARGV: id, user, text, 1 for VIP, songs a user may have waiting, songs a channel may, clock. The sequence is the rev:
 * it grows, and no two entries share one. It is written into the text by hand, since cjson would turn empty objects and
 * arrays into each other.
 */
const add = `${prelude}
local id, user, text, isVip = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1'
if redis.call('ZCARD', ORDER) >= tonumber(ARGV[6]) then return {'full'} end
local mine = 0
for _, owner in ipairs(redis.call('HVALS', OWNERS)) do if owner == user then mine = mine + 1 end end
if mine >= tonumber(ARGV[5]) then return {'limit-reached'} end
local rev = nextRev(ARGV[7])
redis.call('HSET', ENTRIES, id, string.sub(text, 1, -2) .. ',"sequence":' .. string.format('%.0f', rev) .. '}')
redis.call('HSET', OWNERS, id, user)
redis.call('ZADD', ORDER, orderScore(isVip, 0, rev), id)
return tell('changed', id, KEYS[8])`;

/** ARGV: id, user, value, clock. */
const vote = `${prelude}
local id, user, value = ARGV[1], ARGV[2], tonumber(ARGV[3])
if not redis.call('ZSCORE', ORDER, id) then return {'not-found'} end
local before = tonumber(redis.call('HGET', KEYS[8], user) or 0)
if before == value then return tell('unchanged', id, KEYS[8]) end
if value == 0 then redis.call('HDEL', KEYS[8], user) else redis.call('HSET', KEYS[8], user, value) end
local votes = redis.call('HINCRBY', TALLIES, id, value - before)
local entry = cjson.decode(redis.call('HGET', ENTRIES, id))
redis.call('ZADD', ORDER, orderScore(entry.isVip, votes, entry.sequence), id)
nextRev(ARGV[4])
return tell('changed', id, KEYS[8])`;

/** ARGV: id, user, 1 for an operator, clock. The entry is told as it stood. */
const remove = `${prelude}
local id = ARGV[1]
if not redis.call('ZSCORE', ORDER, id) then return {'not-found'} end
if ARGV[3] ~= '1' and redis.call('HGET', OWNERS, id) ~= ARGV[2] then return {'not-yours'} end
nextRev(ARGV[4])
local told = tell('changed', id, KEYS[8])
forget(id, KEYS[8])
return told`;

/**
 * How long a mixer's epoch keeps lower ones out after its last start. Epochs are revisions of the KV, which begin anew when
 * it is lost: an epoch kept for ever would refuse every mixer from then on, and no request would be started again.
 */
export const EPOCH_SECONDS = 600;

/** ARGV: id, epoch, clock. The highest epoch seen is kept for its time even when the entry is gone. */
const start = `${prelude}
local id, epoch = ARGV[1], tonumber(ARGV[2])
local highest = tonumber(redis.call('GET', EPOCH) or 0)
if epoch < highest then return {'epoch-outdated', highest} end
redis.call('SET', EPOCH, ARGV[2], 'EX', ${EPOCH_SECONDS})
if redis.call('HEXISTS', PLAYING, id) == 1 then
  redis.call('HSET', PLAYING, id, ARGV[2])
  return tell('unchanged', id, KEYS[8])
end
if not redis.call('ZSCORE', ORDER, id) then return {'not-found'} end
redis.call('ZREM', ORDER, id)
redis.call('HDEL', OWNERS, id)
redis.call('HSET', PLAYING, id, ARGV[2])
nextRev(ARGV[3])
return tell('changed', id, KEYS[8])`;

/** ARGV: id, clock. Whatever it was, it is over: 'ended' when it played, 'changed' when it still waited. */
const finish = `${prelude}
local id = ARGV[1]
if redis.call('HEXISTS', PLAYING, id) == 1 then
  forget(id, KEYS[8])
  return {'ended'}
end
if not redis.call('ZSCORE', ORDER, id) then return {'not-found'} end
nextRev(ARGV[2])
local told = tell('changed', id, KEYS[8])
forget(id, KEYS[8])
return told`;

/** Every change of a queue, each whole or not at all. */
export const scripts = { read, add, vote, remove, start, finish } as const;
export type ScriptName = keyof typeof scripts;
