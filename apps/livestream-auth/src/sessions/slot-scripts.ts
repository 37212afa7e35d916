/**
 * Each change of slot, session and total is one script, so that no two callers can interleave.
 *
 * Keys: the slot (`slot:<channel>`, the id of the session that holds it), the session (`session:<id>`, a hash), the total
 * of its token (`total:<token>`, milliseconds on the air), `revoked:<token>`, and `unsaved`, a set of closed sessions that
 * PostgreSQL has not written down yet.
 */

/** KEYS slot session total revoked; ARGV sessionId maxMs slotMs totalTtlMs sessionTtlMs minLeftMs, then fields of the session. */
export const openScript = `
if redis.call('EXISTS', KEYS[4]) == 1 then return {'revoked'} end
local total = redis.call('GET', KEYS[3])
if not total then return {'total-unknown'} end
local left = tonumber(ARGV[2]) - tonumber(total)
if left < tonumber(ARGV[6]) then return {'used-up'} end
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[3]) then
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'taken'} end
end
redis.call('HSET', KEYS[2], 'countedMs', 0, 'maxMs', ARGV[2], unpack(ARGV, 7))
redis.call('PEXPIRE', KEYS[2], ARGV[5])
redis.call('PEXPIRE', KEYS[3], ARGV[4])
return {'opened', left}
`;

/** Adds to the total what the session streamed since the last time; the same report twice counts once. */
const count = `
local function count(streamedMs)
  local counted = tonumber(redis.call('HGET', KEYS[2], 'countedMs'))
  if streamedMs > counted then
    redis.call('HSET', KEYS[2], 'countedMs', streamedMs)
    redis.call('INCRBY', KEYS[3], streamedMs - counted)
    redis.call('PEXPIRE', KEYS[3], ARGV[4])
  end
end
`;

/** KEYS slot session total revoked; ARGV sessionId streamedMs slotMs totalTtlMs sessionTtlMs. */
export const renewScript = `${count}
local known = redis.call('HMGET', KEYS[2], 'maxMs', 'closed')
if not known[1] then return {'unknown'} end
if known[2] then return {'closed'} end
count(tonumber(ARGV[2]))
if redis.call('EXISTS', KEYS[4]) == 1 then return {'revoked'} end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return {'taken'} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {'renewed', tonumber(known[1]) - tonumber(redis.call('GET', KEYS[3]) or 0)}
`;

/** KEYS slot session total unsaved; ARGV sessionId streamedMs reason totalTtlMs closedTtlMs endedAt. */
export const closeScript = `${count}
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
local known = redis.call('HMGET', KEYS[2], 'maxMs', 'closed')
if not known[1] then return {'unknown'} end
if known[2] then return {'closed'} end
count(tonumber(ARGV[2]))
redis.call('HSET', KEYS[2], 'closed', ARGV[3], 'endedAt', ARGV[6])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
redis.call('SADD', KEYS[4], ARGV[1])
return {'closed-now'}
`;
