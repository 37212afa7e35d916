import { AppError, eventSubject, kvKeys, libraryContract, mixerContract, queueContract } from '@longwave/contracts';
import type { ChannelDto, QueueEntryDto, StoredPlayhead, TrackDto } from '@longwave/contracts';
import { connectNats, encodeError, encodeJson, EventBus, MediaKv, MessagingModule, NATS_CONNECTION, natsMicroserviceOptions, ServiceClient } from '@longwave/messaging';
import { startNats, startRedis, waitFor } from '@longwave/testing';
import type { TestNats, TestServer } from '@longwave/testing';
import type { INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { compareEntries } from './order/compare-entries';
import { QueueConfig } from './queue.config';
import { QueueModule } from './queue.module';
import { EPOCH_SECONDS } from './store/scripts';

let nats: TestNats;
let redis: TestServer;
let library: NatsConnection;
let services: ServiceClient;
let bus: EventBus;
let kv: MediaKv;
let app: INestMicroservice;
let nextChannel = 1;

const track = (trackId: string): TrackDto => ({
  trackId, name: 'Night Ferry', artist: 'The Longwave Band', album: '', albumArtUrl: null, durationMs: 1000, provider: 'local', uri: 'local:1', metadata: {},
});
const channel = (channelId: number, maxWaitingPerUser: number): ChannelDto => ({
  channelId, slug: `c${channelId}`, name: 'A', description: '', genre: '', fallbackPlaylistId: null, crossfadeMs: 0, requestsInterrupt: false, maxWaitingPerUser,
  targetLufs: -16, opusKbps: 128, mp3Kbps: 128, silenceThresholdDbfs: -50, silenceLimitMs: 0, liveSilenceLimitMs: 0,
});

/** No app imports another, so a plain NATS client stands where the library would: it knows every track and no channel. */
function answerAsLibrary(connection: NatsConnection): void {
  connection.subscribe(libraryContract.getTrack.subject, {
    callback: (_error, message) => void message.respond(encodeJson(track(message.json<{ trackId: string }>().trackId))),
  });
  connection.subscribe(libraryContract.getChannel.subject, {
    callback: (_error, message) => {
      const { data, headers } = encodeError(new AppError('CHANNEL_NOT_FOUND', 'no such channel'));
      message.respond(data, { headers });
    },
  });
}

async function startQueue(): Promise<INestMicroservice> {
  const module = await Test.createTestingModule({ imports: [MessagingModule.forRoot({ ...nats, name: 'queue' }), QueueModule] })
    .overrideProvider(QueueConfig).useValue({ REDIS_URL: redis.url })
    .compile();
  const started = module.createNestMicroservice({ ...natsMicroserviceOptions({ ...nats, name: 'queue' }), logger: false });
  await started.listen();
  return started;
}

/** A channel of the test's own, known to the queue. */
async function aChannel(maxWaitingPerUser = 3): Promise<number> {
  const channelId = nextChannel;
  nextChannel += 1;
  await kv.put(kvKeys.channel(channelId), channel(channelId, maxWaitingPerUser));
  await waitFor(() => services.call(queueContract.list, { channelId }), { what: 'channel known to the queue' });
  return channelId;
}

const add = (channelId: number, userId = 'guest:mia', isVip = false) => services.call(queueContract.addEntry, { channelId, trackId: randomUUID(), userId, isVip });
const list = (channelId: number) => services.call(queueContract.list, { channelId });
const vote = (channelId: number, entryId: string, userId: string, value: 1 | 0 | -1) => services.call(queueContract.vote, { channelId, entryId, userId, value });

async function heard(channelId: number): Promise<{ kind: string; rev: number; entry: QueueEntryDto; reason?: string }[]> {
  const events: { kind: string; rev: number; entry: QueueEntryDto }[] = [];
  const keep = (kind: string) => (data: { rev: number; entry: QueueEntryDto }) => {
    if (data.entry.communityId === channelId) events.push({ kind, ...data });
  };
  bus.subscribe(queueContract.entryAdded, keep('entryAdded'));
  bus.subscribe(queueContract.entryVoted, keep('entryVoted'));
  bus.subscribe(queueContract.entryStarted, keep('entryStarted'));
  bus.subscribe(queueContract.entryRemoved, keep('entryRemoved'));
  await library.flush();
  await app.get<NatsConnection>(NATS_CONNECTION).flush();
  return events;
}

beforeAll(async () => {
  [nats, redis] = await Promise.all([startNats(), startRedis({ aof: true })]);
  library = await connectNats({ ...nats, name: 'library' });
  answerAsLibrary(library);
  services = new ServiceClient(library);
  kv = new MediaKv(library);
  bus = new EventBus(library);
  app = await startQueue();
  await waitFor(() => list(1).catch((error: AppError) => error.code === 'CHANNEL_NOT_FOUND'), { what: 'queue connected to Redis' });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await library?.close();
  await Promise.all([nats?.stop(), redis?.stop()]);
});

describe('asking for songs', () => {
  it('keeps a track that is queued twice as two entries', async () => {
    const channelId = await aChannel();
    const trackId = randomUUID();
    const [first, second] = [
      await services.call(queueContract.addEntry, { channelId, trackId, userId: 'guest:mia' }),
      await services.call(queueContract.addEntry, { channelId, trackId, userId: 'guest:mia' }),
    ];
    expect(first.id).not.toBe(second.id);
    expect((await list(channelId)).items).toEqual([first, { ...second, position: 2 }]);
    expect(first).toMatchObject({ votes: 0, position: 1, status: 'waiting', communityId: channelId, voters: [], requestedByUserId: 'guest:mia' });
    expect(first.track.metadata).toEqual({});
  });

  it('never lets one listener past the limit, however many requests race', async () => {
    const channelId = await aChannel(3);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => add(channelId, 'guest:mia')));
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as AppError);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(refused).toHaveLength(17);
    for (const error of refused) expect(error).toMatchObject({ code: 'QUEUE_LIMIT_REACHED', details: { limit: 3 } });
    expect((await list(channelId)).total).toBe(3);
  });

  it('gives each listener a limit of their own, and the place back once a song plays', async () => {
    const channelId = await aChannel(1);
    const mine = await add(channelId, 'guest:mia');
    await add(channelId, 'guest:noa');
    await expect(add(channelId, 'guest:mia')).rejects.toMatchObject({ code: 'QUEUE_LIMIT_REACHED', details: { limit: 1 } });
    await services.call(queueContract.startEntry, { channelId, entryId: mine.id, epoch: 1 });
    await expect(add(channelId, 'guest:mia')).resolves.toMatchObject({ position: 2 });
  });

  it('refuses a channel that does not exist', async () => {
    await expect(list(99_999)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    await expect(add(99_999)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
  });

  it('lists a channel that never had an entry', async () => {
    const channelId = await aChannel();
    expect(await list(channelId)).toEqual({ channelId, rev: 0, items: [], total: 0 });
    expect(await services.call(queueContract.peek, { channelId })).toEqual({ rev: 0, entry: null, following: [] });
  });

  it('refuses unknown fields and wrong types', async () => {
    await expect(services.call(queueContract.list, { channelId: 1, more: 1 } as { channelId: number })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(services.call(queueContract.list, { channelId: '1' as unknown as number })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('voting', () => {
  it('counts one vote for each user, changeable, and says who voted', async () => {
    const channelId = await aChannel();
    const { id } = await add(channelId);
    await vote(channelId, id, 'guest:a', 1);
    await vote(channelId, id, 'guest:b', 1);
    expect(await vote(channelId, id, 'guest:a', 1)).toMatchObject({ votes: 2 });
    expect(await vote(channelId, id, 'guest:a', -1)).toMatchObject({ votes: 0 });
    const after = await vote(channelId, id, 'guest:b', 0);
    expect(after).toMatchObject({ votes: -1, voters: [{ userId: 'guest:a', value: -1 }] });
    expect((await list(channelId)).items[0]).toEqual(after);
  });

  it('counts right when many vote at once', async () => {
    const channelId = await aChannel();
    const { id } = await add(channelId);
    await Promise.all(Array.from({ length: 50 }, (_, i) => vote(channelId, id, `guest:${i}`, i % 5 === 0 ? -1 : 1)));
    expect((await list(channelId)).items[0]).toMatchObject({ votes: 30 });
  });

  it('orders as the rule says, whatever is done in whatever order', async () => {
    type Step = { isVip: boolean; votes: (1 | 0 | -1)[] };
    const step: fc.Arbitrary<Step> = fc.record({ isVip: fc.boolean(), votes: fc.array(fc.constantFrom<(1 | 0 | -1)[]>(1, 0, -1), { maxLength: 6 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const channelId = await aChannel(100);
        const expected: { id: string; isVip: boolean; votes: number; sequence: number }[] = [];
        for (const [sequence, { isVip, votes }] of steps.entries()) {
          const { id } = await add(channelId, 'guest:mia', isVip);
          for (const [voter, value] of votes.entries()) await vote(channelId, id, `guest:${voter}`, value);
          expected.push({ id, isVip, votes: votes.reduce<number>((sum, value) => sum + value, 0), sequence });
        }
        expect((await list(channelId)).items.map(({ id }) => id)).toEqual(expected.sort(compareEntries).map(({ id }) => id));
      }),
      { numRuns: 15 },
    );
  });
});

describe('taking back', () => {
  it('lets only the one who asked, or an operator', async () => {
    const channelId = await aChannel();
    const { id } = await add(channelId, 'guest:mia');
    const remove = (userId: string, asOperator = false) => services.call(queueContract.removeEntry, { channelId, entryId: id, userId, asOperator });
    await expect(remove('guest:noa')).rejects.toMatchObject({ code: 'ENTRY_NOT_YOURS' });
    await expect(remove('operator:1', true)).resolves.toMatchObject({ id });
    await expect(remove('guest:mia')).rejects.toMatchObject({ code: 'ENTRY_NOT_FOUND' });
  });
});

describe('starting', () => {
  it('takes the entry out of the waiting ones, once', async () => {
    const channelId = await aChannel();
    const [first, second] = [await add(channelId), await add(channelId)];
    expect(await services.call(queueContract.peek, { channelId })).toMatchObject({ entry: { id: first.id }, following: [{ id: second.id }] });
    const start = (entryId: string, epoch: number) => services.call(queueContract.startEntry, { channelId, entryId, epoch });
    const started = await start(first.id, 7);
    expect(started).toMatchObject({ id: first.id, position: 0, status: 'playing' });
    const { rev } = await list(channelId);
    expect(await start(first.id, 7)).toEqual(started);
    expect(await list(channelId)).toMatchObject({ rev, total: 1, items: [{ id: second.id, position: 1 }] });
    await expect(start(second.id, 6)).rejects.toMatchObject({ code: 'EPOCH_OUTDATED' });
    await expect(start(randomUUID(), 8)).rejects.toMatchObject({ code: 'ENTRY_NOT_FOUND' });
    await expect(start(second.id, 7)).rejects.toMatchObject({ code: 'EPOCH_OUTDATED' });
    // A successor of the mixer goes on with what plays.
    expect(await start(first.id, 8)).toEqual(started);
  });

  it('lets a lower epoch in again once the higher one has lapsed, as after the loss of the KV', async () => {
    const channelId = await aChannel();
    const [first, second] = [await add(channelId), await add(channelId)];
    await services.call(queueContract.startEntry, { channelId, entryId: first.id, epoch: 7000 });
    const client = new Redis(redis.url);
    const key = `lw:queue:v1:{${channelId}}:epoch`;
    const seconds = await client.ttl(key);
    // What its time does in the end.
    await client.expire(key, 0);
    client.disconnect();
    expect(seconds).toBeGreaterThan(EPOCH_SECONDS - 60);
    expect(seconds).toBeLessThanOrEqual(EPOCH_SECONDS);
    await expect(services.call(queueContract.startEntry, { channelId, entryId: second.id, epoch: 3 })).resolves.toMatchObject({ status: 'playing' });
  });

  it('gives an entry to one of two that race for it, and tells it once', async () => {
    const channelId = await aChannel();
    const { id } = await add(channelId);
    const events = await heard(channelId);
    const remove = services.call(queueContract.removeEntry, { channelId, entryId: id, userId: 'guest:mia' });
    const start = services.call(queueContract.startEntry, { channelId, entryId: id, epoch: 1 });
    const results = await Promise.allSettled([remove, start]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await waitFor(() => events.length > 0);
    expect(events).toHaveLength(1);
  });

  it('forgets an entry that ended, and throws out one that could not be played', async () => {
    const channelId = await aChannel();
    const [played, broken] = [await add(channelId), await add(channelId)];
    const events = await heard(channelId);
    await services.call(queueContract.startEntry, { channelId, entryId: played.id, epoch: 1 });
    const ended = (entryId: string, reason: 'ended' | 'failed') =>
      bus.publish(mixerContract.trackEnded, { rev: 1, channelId, trackId: randomUUID(), entryId, reason, message: null, endedAtSample: 0 });
    ended(played.id, 'ended');
    ended(broken.id, 'failed');
    await waitFor(async () => (await list(channelId)).total === 0, { what: 'empty queue' });
    await expect(services.call(queueContract.startEntry, { channelId, entryId: played.id, epoch: 1 })).rejects.toMatchObject({ code: 'ENTRY_NOT_FOUND' });
    await waitFor(() => events.length === 2);
    expect(events.map(({ kind, reason }) => [kind, reason])).toEqual([['entryStarted', undefined], ['entryRemoved', 'not-playable']]);
  });
});

describe('events', () => {
  it('tells each change once, after it is one, with a growing rev', async () => {
    const channelId = await aChannel();
    const events = await heard(channelId);
    const { id } = await add(channelId);
    await vote(channelId, id, 'guest:a', 1);
    await vote(channelId, id, 'guest:a', 1);
    await services.call(queueContract.startEntry, { channelId, entryId: id, epoch: 1 });
    const second = await add(channelId);
    await services.call(queueContract.removeEntry, { channelId, entryId: second.id, userId: 'guest:mia' });
    await waitFor(() => events.length >= 5, { what: 'five events' });
    expect(events.map(({ kind }) => kind)).toEqual(['entryAdded', 'entryVoted', 'entryStarted', 'entryAdded', 'entryRemoved']);
    const revs = events.map(({ rev }) => rev);
    expect(revs).toEqual([...revs].sort((a, b) => a - b));
    expect(new Set(revs).size).toBe(5);
    expect((await list(channelId)).rev).toBe(revs.at(-1));
  });

  it('answers a plain client that knows no framework', async () => {
    const channelId = await aChannel();
    const { id } = await add(channelId);
    const bot = await connectNats({ url: nats.url, user: nats.botUser, password: nats.botPassword, name: 'bot' });
    const answer = (await bot.request('rpc.queue.v1.list', `{"channelId":${channelId}}`)).json<{ items: QueueEntryDto[] }>();
    await bot.close();
    expect(answer.items.map((entry) => entry.id)).toEqual([id]);
    expect(eventSubject(queueContract.entryAdded, channelId)).toBe(`evt.queue.v1.entry-added.${channelId}`);
  });
});

describe('what was heard while the queue was away', () => {
  const playhead = (parts: Partial<StoredPlayhead>): StoredPlayhead => ({
    timelineId: randomUUID(), epoch: 3, rev: 1, item: null, startedAtSample: 0, offsetSamples: 0, speed: 1, mix: null, upcoming: [], started: null, finishedEntryIds: [], ...parts,
  });

  it('leaves the queue, and what sounds now counts as started', async () => {
    const channelId = await aChannel(10);
    const [heardFully, soundsNow, waits] = [await add(channelId), await add(channelId), await add(channelId)];
    const item = { trackId: randomUUID(), entryId: soundsNow.id, tier: 'requests' as const, requestedByUserId: null };
    await kv.put(kvKeys.playhead(channelId), playhead({ item, finishedEntryIds: [heardFully.id] }));
    await waitFor(async () => (await list(channelId)).total === 1, { what: 'reconciled queue' });
    expect((await list(channelId)).items.map(({ id }) => id)).toEqual([waits.id]);
    await expect(services.call(queueContract.startEntry, { channelId, entryId: soundsNow.id, epoch: 3 })).resolves.toMatchObject({ status: 'playing' });
    await expect(services.call(queueContract.startEntry, { channelId, entryId: waits.id, epoch: 2 })).rejects.toMatchObject({ code: 'EPOCH_OUTDATED' });
  });
});

describe('while Redis is away', () => {
  it('serves the last known list, refuses writes at once, and all is back by itself', async () => {
    const channelId = await aChannel();
    const unknown = await aChannel();
    const entry = await add(channelId);
    const before = await list(channelId);
    await redis.kill9();
    try {
      expect(await list(channelId)).toEqual(before);
      expect((await services.call(queueContract.peek, { channelId })).entry).toEqual(entry);
      await expect(list(unknown)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      const startedAt = performance.now();
      await expect(add(channelId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      await expect(vote(channelId, entry.id, 'guest:a', 1)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(performance.now() - startedAt).toBeLessThan(1_500);
    } finally {
      await redis.restart();
    }
    const after = await waitFor(() => add(channelId), { what: 'song accepted again' });
    expect((await list(channelId)).items.map(({ id }) => id)).toEqual([entry.id, after.id]);
  }, 30_000);

  it('does not hang when Redis does', async () => {
    const channelId = await aChannel();
    await add(channelId);
    const before = await list(channelId);
    process.kill(redis.pid(), 'SIGSTOP');
    try {
      const startedAt = performance.now();
      const [read, write] = await Promise.allSettled([list(channelId), add(channelId)]);
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      expect(read).toMatchObject({ status: 'fulfilled', value: before });
      expect(write).toMatchObject({ status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE' } });
    } finally {
      process.kill(redis.pid(), 'SIGCONT');
    }
    await waitFor(() => add(channelId), { what: 'song accepted again' });
  }, 30_000);
});
