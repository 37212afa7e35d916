import { type ChannelDto, type ListenerSession, type ListenerSessionsEnded, type ListenersChanged, KV_BUCKET, edgeContract, encodeFrameMessage, eventWildcard, kvKeys, mediaSubjects } from '@longwave/contracts';
import { connectNats } from '@longwave/messaging';
import { type TestNats, freePort, startNats, waitFor } from '@longwave/testing';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type Socket, connect } from 'node:net';
import path from 'node:path';

jest.setTimeout(60_000);

const main = path.resolve(__dirname, '../dist/main.js');
/** A packet of 20 ms of silence, and what makes a second of it 40 KB. */
const PACKET = Uint8Array.from({ length: 800 }, (_, i) => (i === 0 ? 0xfc : 0));
const channel: ChannelDto = {
  channelId: 1, slug: 'radio', name: 'Limits', description: '', genre: '', fallbackPlaylistId: null, crossfadeMs: 4_000, requestsInterrupt: false,
  maxWaitingPerUser: 3, targetLufs: -16, opusKbps: 128, mp3Kbps: 128, silenceThresholdDbfs: -50, liveSilenceLimitMs: 20_000, silenceLimitMs: 8_000,
};

let nats: TestNats;
let station: NatsConnection;
let frames: NodeJS.Timeout;
const edges: EdgeProcess[] = [];
const sockets: Socket[] = [];
const told: ListenerSession[] = [];
const counts: ListenersChanged[] = [];

beforeAll(async () => {
  nats = await startNats();
  station = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test-mixer' });
  const kv = await new Kvm(station).create(KV_BUCKET, { history: 1 });
  await kv.put(kvKeys.channel(1), JSON.stringify(channel));
  station.subscribe(eventWildcard(edgeContract.listenerSessionsEnded), { callback: (_error, message) => void told.push(...message.json<ListenerSessionsEnded>().sessions) });
  station.subscribe(eventWildcard(edgeContract.listenersChanged), { callback: (_error, message) => void counts.push(message.json<ListenersChanged>()) });
  const timelineId = randomUUID();
  const startMs = performance.now();
  let sent = 0;
  frames = setInterval(() => {
    for (; sent * 100 <= performance.now() - startMs; sent++) {
      const message = { timelineId, epoch: 1, firstSample: sent * 4_800, startsClean: sent === 0, packets: Array.from({ length: 5 }, () => PACKET) };
      station.publish(mediaSubjects.frames(1), encodeFrameMessage(message));
    }
  }, 20);
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const edge of edges.splice(0)) await edge.kill();
  told.length = 0;
  counts.length = 0;
});

afterAll(async () => {
  clearInterval(frames);
  await station.close();
  await nats.stop();
});

class EdgeProcess {
  output = '';
  exit: number | null | undefined;

  constructor(readonly child: ChildProcess, readonly port: number) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (this.output += text.toString()));
    child.once('exit', (code) => (this.exit = code));
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await waitFor(() => this.exit !== undefined, { what: 'end of the edge' });
  }
}

/** An edge in a process of its own, which hears the programme. */
async function startEdge(env: Record<string, string>, openFiles?: number): Promise<EdgeProcess> {
  const port = await freePort();
  const settings = { NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password, EDGE_PORT: String(port), BIND_ADDRESS: '127.0.0.1', TRUSTED_PROXIES: '127.0.0.1', ...env };
  const limit = openFiles === undefined ? [] : ['prlimit', `--nofile=${openFiles}:${openFiles}`];
  const [file = process.execPath, ...args] = [...limit, process.execPath, main];
  const child = spawn(file, args, { env: { PATH: process.env.PATH, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  const edge = new EdgeProcess(child, port);
  edges.push(edge);
  await waitFor(async () => {
    if (edge.exit !== undefined) throw new Error(edge.output);
    const client = say(edge, 'GET /health HTTP/1.1\r\n\r\n');
    await waitFor(() => client.closedAt !== undefined, { what: 'answer' });
    return client.heard().includes('"ok"');
  }, { timeoutMs: 20_000, what: 'programme' });
  return edge;
}

class Client {
  closedAt: number | undefined;
  lastByteAt = 0;
  readonly #chunks: Buffer[] = [];

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.lastByteAt = performance.now();
    });
    socket.on('error', () => undefined).on('close', () => (this.closedAt = performance.now()));
  }

  heard(): string {
    return Buffer.concat(this.#chunks).toString('latin1');
  }

  get status(): string | undefined {
    return /^HTTP\/1\.1 (\d+) /.exec(this.heard())?.[1];
  }
}

function say(edge: EdgeProcess, text: string): Client {
  const socket = connect(edge.port, '127.0.0.1', () => text !== '' && socket.write(text));
  sockets.push(socket);
  return new Client(socket);
}

async function listen(edge: EdgeProcess, address: string, mount = '/radio'): Promise<Client> {
  const client = say(edge, `GET ${mount} HTTP/1.1\r\nUser-Agent: Test\u0007Player/1.0\r\nX-Forwarded-For: ${address}\r\n\r\n`.replace('\u0007', ''));
  await waitFor(() => client.status !== undefined, { what: 'answer' });
  return client;
}

describe('who may listen', () => {
  it('is limited for each mount', async () => {
    const edge = await startEdge({ EDGE_MAX_LISTENERS_PER_MOUNT: '3' });
    for (let i = 0; i < 3; i++) expect((await listen(edge, `203.0.113.${i}`)).status).toBe('200');
    const refused = await listen(edge, '203.0.113.9');
    expect([refused.status, refused.heard()]).toEqual(['503', expect.stringMatching(/Retry-After: 10\r\n[^]*"TOO_MANY_LISTENERS"[^]*this mount is full/)]);
    expect((await listen(edge, '203.0.113.9', '/radio.mp3')).status).toBe('200');
  });

  it('is limited for each address, which proxies are asked for, and has room again when one leaves', async () => {
    const edge = await startEdge({ EDGE_MAX_CONNECTIONS_PER_ADDRESS: '3' });
    const inside = await Promise.all([1, 2, 3].map(() => listen(edge, '203.0.113.5')));
    expect(inside.map(({ status }) => status)).toEqual(['200', '200', '200']);
    const refused = await listen(edge, '203.0.113.5');
    expect([refused.status, refused.heard()]).toEqual(['429', expect.stringMatching(/Retry-After: 10\r\n[^]*"TOO_MANY_CONNECTIONS"/)]);
    expect((await listen(edge, '203.0.113.6')).status).toBe('200');
    inside[0]?.socket.destroy();
    await waitFor(async () => (await listen(edge, '203.0.113.5')).status === '200', { what: 'room' });
  });

  it('is what fits into the open files, said at the start', async () => {
    const edge = await startEdge({ EDGE_MAX_LISTENERS: '1000' }, 300);
    expect(edge.output).toMatch(/only 300 files may be open at once: 50 listeners fit, not EDGE_MAX_LISTENERS \(1000\)\. Raise the hard limit to 1800 or more/);
    const crowd = await Promise.all(Array.from({ length: 150 }, (_, i) => listen(edge, `203.0.113.${i}`)));
    expect(crowd.filter(({ status }) => status === '200')).toHaveLength(50);
    expect(crowd.filter(({ status }) => status === '503')).toHaveLength(100);
  });
});

it('tells a stay when it is over, without the address', async () => {
  const edge = await startEdge({});
  const client = await listen(edge, '203.0.113.77');
  await waitFor(() => client.heard().length > 50_000, { what: 'sound' });
  client.socket.destroy();
  await waitFor(() => told.length > 0, { what: 'event' });
  expect(told[0]).toMatchObject({ mount: 'ogg', flavour: 'endless', client: 'TestPlayer/1.0', network: '203.0.113.0/24', reason: 'left' });
  expect(told[0]?.bytesSent).toBeGreaterThan(50_000);
  expect(Math.abs(Date.now() - Date.parse(told[0]?.startedAt ?? '') - (told[0]?.durationMs ?? 0))).toBeLessThan(5_000);
  expect(JSON.stringify(told)).not.toContain('203.0.113.77');
  expect(edge.output).not.toContain('203.0.113.77');
  expect(edge.output).toMatch(/"why":"no titles asked for","client":"TestPlayer\/1\.0","network":"203\.0\.113\.0\/24","msg":"a listener came"/);
  const metrics = say(edge, 'GET /metrics HTTP/1.1\r\n\r\n');
  await waitFor(() => metrics.closedAt !== undefined, { what: 'metrics' });
  expect(metrics.heard()).toMatch(/^longwave_edge_sessions_ended_total\{reason="left"\} 1$/m);
  expect(metrics.heard()).toMatch(new RegExp(`^longwave_edge_sent_bytes_total\\{channel="1",mount="ogg"\\} ${told[0]?.bytesSent}$`, 'm'));
  expect(Number(/^longwave_edge_frames_due_total\{channel="1"\} (\d+)$/m.exec(metrics.heard())?.[1])).toBeGreaterThan(50);
});

it('lets listeners go by and by when it is ended', async () => {
  const edge = await startEdge({ EDGE_DRAIN_SECONDS: '3' });
  const crowd = await Promise.all(Array.from({ length: 30 }, (_, i) => listen(edge, `203.0.113.${i}`)));
  await waitFor(() => crowd.every((client) => client.heard().length > 20_000), { what: 'sound' });
  const deaf = await listen(edge, '203.0.113.200');
  deaf.socket.pause();
  const idle = [say(edge, ''), say(edge, '')];
  await waitFor(() => idle.every(({ socket }) => !socket.connecting), { what: 'two who have not asked yet' });
  await waitFor(() => (counts.at(-1)?.listeners ?? 0) > 0, { what: 'a count' });
  const endAt = performance.now();
  edge.child.kill('SIGTERM');
  await waitFor(() => crowd.some(({ closedAt }) => closedAt !== undefined), { what: 'first who is let go' });
  const late = say(edge, 'GET /radio HTTP/1.1\r\n\r\n');
  idle[0]?.socket.write('GET /health HTTP/1.1\r\n\r\n');
  idle[1]?.socket.write('GET /radio HTTP/1.1\r\n\r\n');
  await waitFor(() => edge.exit !== undefined, { what: 'end of the edge' });
  expect(edge.exit).toBe(0);
  expect(late.heard()).toBe('');
  expect([idle[0]?.status, idle[0]?.heard()]).toEqual(['503', expect.stringContaining('"draining"')]);
  expect([idle[1]?.status, idle[1]?.heard()]).toEqual(['503', expect.stringMatching(/Connection: close\r\n[^]*"SERVICE_UNAVAILABLE"/)]);
  const ends = crowd.map(({ closedAt = 0 }) => closedAt - endAt).sort((a, b) => a - b);
  // An even share all the time: never more than a third in any second, and the last at the end.
  for (const second of [0, 1, 2]) expect(ends.filter((ms) => ms >= second * 1_000 && ms < (second + 1) * 1_000).length).toBeLessThanOrEqual(13);
  expect(ends.at(-1)).toBeGreaterThan(2_500);
  expect(ends.at(-1)).toBeLessThan(4_000);
  const last = crowd.reduce((a, b) => ((a.closedAt ?? 0) > (b.closedAt ?? 0) ? a : b));
  expect(last.lastByteAt - endAt).toBeGreaterThan(1_500);
  await waitFor(() => counts.at(-1)?.listeners === 0, { what: 'the last count' });
  // The one who reads no more, and so says no goodbye, is told as well.
  await waitFor(() => told.length === 31, { what: 'all stays' });
  expect(new Set(told.map(({ reason }) => reason))).toEqual(new Set(['server-ended']));
});
