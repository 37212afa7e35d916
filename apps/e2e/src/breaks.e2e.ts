import { Dj, type Capture, listen, startNats, startPostgres, startRedis, type TestNats, type TestServer, tone, waitFor } from '@longwave/testing';
import { connectNats } from '@longwave/messaging';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Answer, Api } from './support/api';
import { beginJourney, isShort, type Journey, playlistAlone, trackId } from './support/journey';
import { musicFolder } from './support/music';
import { expectUnheard } from './support/unheard';

const music = [{ title: 'Alpha', hz: 220, seconds: 300 }, { title: 'Bravo', hz: 277, seconds: 300 }];
/** What answers at all answers by then. */
const PROMPT_MS = 3_000;

let nats: TestNats;
let redis: TestServer;
let postgres: TestServer;
let journey: Journey;
let guest: Api;
let bus: NatsConnection;
beforeAll(async () => {
  // Servers of our own, which the station does not bring back at once.
  [nats, redis, postgres] = await Promise.all([startNats(), startRedis({ aof: true }), startPostgres()]);
  const env = { NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password, REDIS_URL: redis.url, DATABASE_URL: postgres.url };
  journey = await beginJourney(await musicFolder(music), { env });
  bus = await connectNats({ ...nats, name: 'test' });
  await playlistAlone(journey);
  guest = await journey.api.guest();
}, 180_000);
afterAll(async () => {
  await bus.close();
  await journey.station.stop();
  await Promise.all([nats, redis, postgres].map((server) => server.stop()));
});

const passed = (ms: number): Promise<boolean> => {
  const since = performance.now();
  return waitFor(() => performance.now() - since > ms, { timeoutMs: ms + 5_000, what: `${ms} ms` });
};

/** Status and code of an answer, which has to come soon. */
async function soon(asked: Promise<Answer>): Promise<[number, string | undefined]> {
  const since = performance.now();
  const { status, body } = await asked;
  expect(performance.now() - since).toBeLessThan(PROMPT_MS);
  return [status, body.error?.code];
}

/** Asks until it is done as it was before. */
const again = (ask: () => Promise<Answer>, status: number): Promise<Answer> =>
  waitFor(async () => {
    const answer = await ask();
    return answer.status === status ? answer : undefined;
  }, { timeoutMs: 20_000, everyMs: 200, what: `answer ${status}` });

const liveToken = async (): Promise<string> => String((await again(() => journey.operator.post('/admin/livestream/token', { max_streaming_seconds: 600 }), 201)).body['token']);

/** What an encoder hears that wants to go live, before it has sent sound. */
async function statusForSource(token: string): Promise<number> {
  const headers = { authorization: `Basic ${btoa(`source:${token}`)}`, 'content-type': 'application/ogg' };
  return (await fetch(`http://127.0.0.1:${journey.station.ports.harbor}/live`, { method: 'PUT', headers, body: 'OggS' })).status;
}

const request = (id: string): Promise<Answer> => guest.post('/api/v1/queue/1', { track_id: id });
const entryIds = async (): Promise<string[]> => ((await journey.api.get('/api/v1/queue/1')).body['items'] as { id: string }[]).map(({ id }) => id);

it('Redis away: nothing is heard, the last list is served, requests and streamers are refused with a code until it is back', async () => {
  const [alpha, token] = [await trackId(journey.api, 'Alpha'), await liveToken()];
  const kept = String((await again(() => request(alpha), 201)).body['id']);
  expect(await entryIds()).toContain(kept);
  await expectUnheard(journey.station, async () => {
    await redis.kill9();
    expect(await soon(request(alpha))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(await entryIds()).toContain(kept);
    expect(await statusForSource(token)).toBe(503);
    expect((await journey.api.get('/health')).status).toBe(200);
    await passed(2_000);
    expect(await soon(request(alpha))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    await redis.restart();
    const taken = String((await again(() => request(alpha), 201)).body['id']);
    expect(await entryIds()).toEqual(expect.arrayContaining([kept, taken]));
    for (const id of [kept, taken]) expect((await guest.call('DELETE', `/api/v1/queue/1/${id}`)).status).toBe(200);
  });
}, 60_000);

it('PostgreSQL away: nothing is heard, writes are refused with a code, what is held in memory is read', async () => {
  const alpha = await trackId(journey.api, 'Alpha');
  await expectUnheard(journey.station, async () => {
    await postgres.kill9();
    expect(await soon(journey.operator.call('PATCH', '/admin/channels/1', { crossfade_ms: 5_000 }))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(await soon(journey.operator.post('/admin/livestream/token', { max_streaming_seconds: 600 }))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(await soon(journey.api.get('/api/v1/library/search?query=never-asked'))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    for (const path of ['/api/v1/channels', '/api/v1/queue/1', '/api/v1/now-playing/1', '/health']) expect([path, ...(await soon(journey.api.get(path)))]).toEqual([path, 200, undefined]);
    // A track that is known from before, in a queue that needs no database.
    const added = await request(alpha);
    expect(added.status).toBe(201);
    expect((await guest.call('DELETE', `/api/v1/queue/1/${String(added.body['id'])}`)).status).toBe(200);
    await passed(2_000);
    await postgres.restart();
    await again(() => journey.api.get('/api/v1/library/search?query=Alpha'), 200);
    await again(() => journey.operator.post('/admin/livestream/token', { max_streaming_seconds: 600 }), 201);
  });
}, 60_000);

it('control apps away: nothing is heard, calls fail at once, and requests resume by themselves', async () => {
  const token = await liveToken();
  await expectUnheard(journey.station, async () => {
    const before = journey.station.kill9('control');
    // One that was under way when it died is lost and runs into its time limit; the next ones fail at once.
    const refused = () => bus.request('rpc.queue.v1.list', '{"channelId":1}', { timeout: 200 }).then(() => '', (error: Error) => error.message);
    await waitFor(async () => /no responders/i.test(await refused()), { timeoutMs: 1_500, what: 'refusal at once' });
    expect(await statusForSource(token)).toBe(503);
    await journey.station.newPid('control', before);
    const list = await waitFor(() => bus.request('rpc.queue.v1.list', '{"channelId":1}', { timeout: 2_000 }), { timeoutMs: 20_000, what: 'the queue' });
    expect(list.json()).toMatchObject({ channelId: 1 });
    await again(() => journey.api.get('/health'), 200);
    // The guest's token holds: nobody has to come anew.
    const added = await again(async () => request(await trackId(journey.api, 'Alpha')), 201);
    expect((await guest.call('DELETE', `/api/v1/queue/1/${String(added.body['id'])}`)).status).toBe(200);
  });
}, 60_000);

/** The least that a player holds which begins with the first byte and plays on, in seconds; below 0 it ran dry. */
function leastHeldSeconds(capture: Capture, bytesPerSecond: number): number {
  const [first, ...rest] = capture.arrivals;
  if (!first) throw new Error('nothing came');
  let held = first.bytes;
  let least = Number.POSITIVE_INFINITY;
  for (const { at, bytes } of rest) {
    if (at - first.at > 1_000) least = Math.min(least, held / bytesPerSecond - (at - first.at) / 1000);
    held += bytes;
  }
  return least;
}

async function withoutNats(seconds: number): Promise<Capture> {
  const capture = listen(journey.station.listenUrl('/radio'));
  await waitFor(() => capture.byteCount > 0, { timeoutMs: 5_000, what: 'sound' });
  await passed(2_000);
  await nats.kill9();
  await passed(seconds * 1000);
  await nats.restart();
  return capture;
}

const backOnTheAir = async (): Promise<void> => {
  await again(() => journey.api.get('/health'), 200);
  await again(() => journey.api.get('/api/v1/queue/1'), 200);
};

it('NATS away for a second: nothing is heard, and a player that holds the burst does not run dry', async () => {
  const capture = await withoutNats(1);
  await passed(5_000);
  const sound = await capture.stop();
  expect(capture.closedAt).toBeUndefined();
  expect(sound.holes({ windowMs: 20 }).map(({ atSeconds }) => atSeconds)).toEqual([]);
  expect(sound.largestStepDbfs()).toBeLessThan(-30);
  expect(leastHeldSeconds(capture, capture.byteCount / sound.seconds)).toBeGreaterThan(0);
  await backOnTheAir();
}, 60_000);

it('NATS away for 8 s: filler, no socket closes, no click, then the programme', async () => {
  const capture = await withoutNats(8);
  const from = performance.now();
  await Promise.any(music.map(({ hz }) => capture.heard(tone(hz), { from: from + 2_000, timeoutMs: 20_000 })));
  await backOnTheAir();
  const sound = await capture.stop();
  expect(capture.closedAt).toBeUndefined();
  // The quiet loop stands for the programme: it is heard as a hole, and as nothing worse.
  const filler = sound.tones().filter(({ hz }) => !music.some((track) => Math.abs(track.hz - hz) < 6));
  expect(filler.length).toBeGreaterThan(0);
  expect(sound.largestStepDbfs()).toBeLessThan(-30);
  expect(leastHeldSeconds(capture, capture.byteCount / sound.seconds)).toBeGreaterThan(0);
}, 60_000);

it("a DJ's line drops: a fade, an event with the reason, and the same token is taken again", async () => {
  const reasons: unknown[] = [];
  const events = bus.subscribe('evt.harbor.v1.live-ended.1', { callback: (error, message) => void (error ?? reasons.push(message.json())) });
  const token = await liveToken();
  const capture = listen(journey.station.listenUrl('/radio?burst=0'));
  const first = new Dj({ port: journey.station.ports.harbor, token, hz: 440, format: 'mp3' });
  await capture.heard(tone(440), { timeoutMs: 20_000 });
  await first.cut();
  const cutAt = performance.now();
  // As an encoder does: at once, and again until it is taken.
  let second = new Dj({ port: journey.station.ports.harbor, token, hz: 494, format: 'mp3' });
  const retry = (code: number | null): unknown => {
    if (code === null || performance.now() - cutAt > 10_000) return undefined;
    second = new Dj({ port: journey.station.ports.harbor, token, hz: 494, format: 'mp3' });
    return second.gone.then(retry);
  };
  void second.gone.then(retry);
  await capture.heard(tone(494), { from: cutAt, timeoutMs: 20_000 });
  expect(reasons).toEqual([expect.objectContaining({ reason: 'disconnected' })]);
  const sound = await capture.stop();
  await second.hangUp();
  events.unsubscribe();
  expect(capture.closedAt).toBeUndefined();
  expect(sound.deepestHoleDb({ windowMs: 20 })).toBeLessThan(9);
  expect(sound.largestStepDbfs()).toBeLessThan(-30);
}, isShort ? 60_000 : 90_000);
