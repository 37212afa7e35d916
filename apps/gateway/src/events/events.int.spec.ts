import { edgeContract, kvKeys, mixerContract, queueContract } from '@longwave/contracts';
import type { NowPlayingDto } from '@longwave/contracts';
import { connectNats, encodeJson, EventBus, MediaKv, MessagingModule } from '@longwave/messaging';
import { startNats, startRedis, waitFor } from '@longwave/testing';
import type { TestNats, TestServer } from '@longwave/testing';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { GatewayConfig } from '../gateway.config';
import { GatewayModule } from '../gateway.module';
import { configureHttp, httpAdapterOptions } from '../http/configure-http';
import { EventsService, MAX_CLIENTS_PER_ADDRESS } from './events.service';

let nats: TestNats;
let redis: TestServer;
let others: NatsConnection;
let bus: EventBus;
let app: NestFastifyApplication;
let port: number;
/** What the owners would answer now. */
let nowPlaying: { rev: number; tier: NowPlayingDto['tier'] };
let queue: { rev: number; total: number; padding: string };

const playing = (): { rev: number; nowPlaying: NowPlayingDto } => ({
  rev: nowPlaying.rev,
  nowPlaying: {
    channelId: 1, timelineId: '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c', sample: 1, tier: nowPlaying.tier, entryId: null, track: null, dj: null, requestedBy: null, startedAtSample: 0, offsetSamples: 0, speed: 1, listeners: 0,
  },
});
const track = () => ({ trackId: randomUUID(), name: queue.padding, artist: '', album: '', albumArtUrl: null, durationMs: 1, provider: 'local', uri: 'x', metadata: {} });
const entry = () => ({ id: randomUUID(), track: track(), requestedByUserId: 'guest:a', requestedAt: '', votes: 0, position: 1, status: 'waiting' as const, communityId: 1, voters: [] });
const changePlaying = (rev: number, tier: NowPlayingDto['tier']) => {
  nowPlaying = { rev, tier };
  bus.publish(mixerContract.nowPlayingChanged, playing());
};
const changeQueue = (rev: number, total: number) => {
  queue = { ...queue, rev, total };
  bus.publish(queueContract.entryAdded, { rev, entry: entry() });
};

type Json = ReturnType<typeof JSON.parse>;
interface Stream { events: { kind: string; id: string; data: Json }[]; text: () => string; headers: http.IncomingHttpHeaders; status: number; close: () => void; isClosed: () => boolean }

function open(headers: Record<string, string> = {}): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path: '/events?channel=1', headers, agent: false }, (response) => {
      let text = '';
      let isClosed = false;
      const stream: Stream = { events: [], text: () => text, headers: response.headers, status: response.statusCode ?? 0, close: () => request.destroy(), isClosed: () => isClosed };
      let rest = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const blocks = (rest + chunk.toString()).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const [, kind = '', id = '', data = ''] = /^event: (.*)\nid: (.*)\ndata: (.*)$/.exec(block) ?? [];
          if (kind !== '') stream.events.push({ kind, id, data: JSON.parse(data) });
        }
      });
      response.on('close', () => (isClosed = true)).on('error', () => (isClosed = true));
      resolve(stream);
    });
    request.on('error', reject);
  });
}

beforeAll(async () => {
  [nats, redis] = await Promise.all([startNats(), startRedis()]);
  others = await connectNats({ ...nats, name: 'others' });
  bus = new EventBus(others);
  others.subscribe(mixerContract.getNowPlaying.subject, { callback: (_error, message) => void message.respond(encodeJson(playing())) });
  others.subscribe(queueContract.list.subject, {
    callback: (_error, message) => void message.respond(encodeJson({ channelId: 1, rev: queue.rev, items: Array.from({ length: queue.total }, entry), total: queue.total })),
  });
  await new MediaKv(others).put(kvKeys.channel(1), { channelId: 1, slug: 'radio' });
  const module = await Test.createTestingModule({ imports: [MessagingModule.forRoot({ ...nats, name: 'gateway' }), GatewayModule] })
    .overrideProvider(GatewayConfig).useValue({ REDIS_URL: redis.url, JWT_SECRET: 'x'.repeat(40), ADMIN_API_TOKEN: 'an-admin-token-of-the-test', TRUSTED_PROXIES: '127.0.0.1,::1', EDGE_PORT: 8005 })
    .compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(httpAdapterOptions()), { logger: false });
  await configureHttp(app);
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
  nowPlaying = { rev: 1, tier: 'playlist' };
  queue = { rev: 1, total: 0, padding: '' };
  await waitFor(async () => {
    const stream = await open();
    stream.close();
    return stream.status === 200;
  }, { what: 'channel known to the gateway' });
  await waitFor(() => clients() === 0);
}, 60_000);

let firstRev = 1000;
beforeEach(() => {
  // Each test goes on above what the one before has told.
  firstRev += 1000;
  nowPlaying = { rev: firstRev, tier: 'playlist' };
  queue = { rev: firstRev, total: 1, padding: 'Night Ferry' };
});

afterAll(async () => {
  await app?.close();
  await others?.close();
  await Promise.all([nats?.stop(), redis?.stop()]);
});

it('answers HEAD at once, and holds no place for it', async () => {
  const status = await new Promise((resolve, reject) => {
    const request = http.request({ port, path: '/events?channel=1', method: 'HEAD', agent: false }, (response) => {
      response.resume().on('end', () => resolve(`${response.statusCode} ${response.headers['content-type']}`));
    });
    request.on('error', reject).setTimeout(3_000, () => request.destroy(new Error('no end within 3 s'))).end();
  });
  expect(status).toBe('200 text/event-stream');
  await waitFor(() => clients() === 0, { timeoutMs: 2_000, what: 'no client left' });
});

const clients = () => app.get(EventsService).openClients;

it('sends a snapshot first, in order, then each change with its rev', async () => {
  const stream = await open();
  expect([stream.status, stream.headers['content-type'], stream.headers['cache-control'], stream.headers['x-content-type-options']]).toEqual([200, 'text/event-stream', 'no-store', 'nosniff']);
  await waitFor(() => stream.events.length === 3, { what: 'snapshot' });
  expect(stream.events.map(({ kind }) => kind)).toEqual(['now_playing', 'queue', 'listeners']);
  expect(stream.events[0]).toMatchObject({ id: `now_playing-${firstRev}`, data: { rev: firstRev, now_playing: { channel_id: 1, tier: 'playlist', started_at_sample: 0 } } });
  expect(stream.events[1]?.data).toMatchObject({ rev: firstRev, total: 1, items: [{ requested_by_user_id: 'guest:a' }] });
  changePlaying(firstRev + 1, 'live');
  changeQueue(firstRev + 1, 2);
  bus.publish(edgeContract.listenersChanged, { rev: 1, channelId: 1, edgeId: 'a', listeners: 5 });
  await waitFor(() => stream.events.length === 6, { what: 'three changes' });
  const changes = Object.fromEntries(stream.events.slice(3).map(({ kind, data }) => [kind, data]));
  expect(changes).toMatchObject({ now_playing: { now_playing: { tier: 'live' } }, queue: { total: 2 }, listeners: { listeners: 5, channel_id: 1 } });
  stream.close();
  await waitFor(() => clients() === 0);
});

it('drops what is not newer than what was sent', async () => {
  const stream = await open();
  await waitFor(() => stream.events.length === 3);
  const kinds = () => stream.events.filter(({ kind }) => kind === 'now_playing').map(({ id }) => id);
  changePlaying(firstRev + 2, 'live');
  await waitFor(() => kinds().length === 2);
  bus.publish(mixerContract.nowPlayingChanged, { ...playing(), rev: firstRev + 1 });
  changePlaying(firstRev + 3, 'requests');
  await waitFor(() => kinds().length === 3);
  expect(kinds()).toEqual([`now_playing-${firstRev}`, `now_playing-${firstRev + 2}`, `now_playing-${firstRev + 3}`]);
  stream.close();
  await waitFor(() => clients() === 0);
});

it('holds next to nothing for a client that never reads, and serves the others', async () => {
  const reader = await open();
  const stuck = connect(port, '127.0.0.1', () => stuck.write('GET /events?channel=1 HTTP/1.1\r\nHost: x\r\n\r\n'));
  stuck.pause();
  await waitFor(() => clients() === 2);
  await waitFor(() => reader.events.length === 3);
  queue.padding = 'x'.repeat(20_000);
  const before = process.memoryUsage().external + process.memoryUsage().heapUsed;
  // 100 lists of 200 KB: 20 MB, of which the kernel takes a few.
  for (let i = 1; i <= 100; i += 1) {
    changeQueue(firstRev + i, 10);
    await waitFor(() => reader.events.some(({ id }) => id === `queue-${firstRev + i}`), { what: `list ${i}` });
    reader.events.length = 0;
  }
  const grown = process.memoryUsage().external + process.memoryUsage().heapUsed - before - 2 * reader.text().length;
  expect(grown).toBeLessThan(15_000_000);
  stuck.destroy();
  reader.close();
  await waitFor(() => clients() === 0, { what: 'both gone' });
}, 60_000);

it('lets one address have so many streams, and gives places back', async () => {
  const headers = { 'x-forwarded-for': '198.18.9.9' };
  const streams = await Promise.all(Array.from({ length: MAX_CLIENTS_PER_ADDRESS }, () => open(headers)));
  expect(streams.every(({ status }) => status === 200)).toBe(true);
  expect((await open(headers)).status).toBe(429);
  const elsewhere = await open({ 'x-forwarded-for': '198.18.9.10' });
  expect(elsewhere.status).toBe(200);
  streams[0]?.close();
  await waitFor(() => clients() === MAX_CLIENTS_PER_ADDRESS);
  expect((await open(headers)).status).toBe(200);
  app.get(EventsService).onModuleDestroy();
  await waitFor(() => streams.slice(1).every(({ isClosed }) => isClosed()), { what: 'streams ended with the gateway' });
});
