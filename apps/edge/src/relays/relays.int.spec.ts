import { OggDemuxer, OggPacketReader, parseVorbisComments } from '@longwave/audio';
import { KV_BUCKET, type RelayFeeder, type RelaySettings, kvKeys } from '@longwave/contracts';
import { parseEgressAllow } from '@longwave/egress';
import { MediaKv, connectNats } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { type Capture, type TestIcecast, type TestNats, freePort, listen as open, startIcecast, startNats, tone, waitFor } from '@longwave/testing';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import type { INestMicroservice } from '@nestjs/common';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import path from 'node:path';
import { EdgeService } from '../edge.service';
import { readKernelTables } from '../listeners/slow-listener-watch';
import { startEdge } from '../testing/edge-harness';
import { TestMixer, aChannel } from '../testing/test-mixer';
import { HeldRelay } from './held-relay';
import { RelayClaim } from './relay-claim';
import { RelayService } from './relay.service';

jest.setTimeout(90_000);

let nats: TestNats;
let station: NatsConnection;
let kv: MediaKv;
let app: INestMicroservice;
let port: number;
let nextChannel = 1;
const mixers: TestMixer[] = [];
const captures: Capture[] = [];
const icecasts: TestIcecast[] = [];
const relays: string[] = [];
const edges: ChildProcess[] = [];

beforeAll(async () => {
  nats = await startNats();
  port = await freePort();
  app = await startEdge(nats, { EDGE_PORT: String(port), SERVICE_INSTANCE: 'first', EGRESS_ALLOW: '127.0.0.1' });
  station = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test-mixer' });
  await new Kvm(station).create(KV_BUCKET, { history: 1 });
  kv = new MediaKv(station);
});
afterAll(async () => {
  await station.close();
  await app.close();
  await nats.stop();
});
afterEach(async () => {
  for (const capture of captures.splice(0)) capture.hangUp();
  for (const relayId of relays.splice(0)) await kv.delete(kvKeys.relay(relayId));
  for (const mixer of mixers.splice(0)) mixer.die();
  for (const edge of edges.splice(0)) await end(edge, 'SIGKILL');
  for (const icecast of icecasts.splice(0)) await icecast.stop();
});

const edge = () => app.get(EdgeService);

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

function listen(address: string, headers: Record<string, string> = {}): Capture {
  const capture = open(address, { headers });
  captures.push(capture);
  return capture;
}

async function icecast(): Promise<TestIcecast> {
  const started = await startIcecast();
  icecasts.push(started);
  return started;
}

async function onAir(hz = 440): Promise<{ slug: string; mixer: TestMixer; channelId: number }> {
  const channelId = nextChannel++;
  const slug = `ch${channelId}`;
  const mixer = new TestMixer(station, channelId);
  mixer.hz = hz;
  mixers.push(mixer);
  mixer.start({ playedSeconds: 8 });
  await kv.put(kvKeys.channel(channelId), aChannel(channelId, slug));
  await waitFor(() => edge().channels.byId(channelId)?.soundAt(performance.now()) === 'programme', { what: 'programme at the edge' });
  return { slug, mixer, channelId };
}

async function relayTo(channelId: number, target: string, format: 'opus' | 'mp3'): Promise<RelaySettings> {
  const settings: RelaySettings = { relayId: randomUUID(), channelId, target, format, enabled: true };
  relays.push(settings.relayId);
  await kv.put(kvKeys.relay(settings.relayId), settings);
  return settings;
}

const feeder = async ({ relayId }: RelaySettings) => (await kv.get<RelayFeeder>(kvKeys.relayFeeder(relayId)))?.value;
const stateOf = (relay: RelaySettings, status: string, timeoutMs = 15_000) =>
  waitFor(async () => {
    const state = (await feeder(relay))?.state;
    return state?.status === status ? state : undefined;
  }, { what: `a relay that is ${status}`, timeoutMs });

const targetAt = (server: TestIcecast, mount: string, password = server.sourcePassword) => `icecast://source:${password}@127.0.0.1:${server.port}${mount}`;

/** Titles that the links of a chained stream carry. */
function titlesIn(bytes: Buffer): string[] {
  const reader = new OggPacketReader();
  return new OggDemuxer().push(bytes).flatMap((page) => reader.push(page)).flatMap((packet) => {
    const isTags = Buffer.from(packet.data).subarray(0, 8).toString('latin1') === 'OpusTags';
    return isTags ? [parseVorbisComments(packet.data, 'opus')?.title ?? ''] : [];
  });
}

/** A target that takes a source and then does what it is told with the socket. */
async function bareTarget(take: (socket: Socket) => void, allowHalfOpen = false): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen }, (socket) => {
    socket.on('error', () => undefined);
    take(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('a relay', () => {
  it('feeds Opus and MP3 with titles, through the end of its target and its return', async () => {
    const server = await icecast();
    const { mixer, channelId } = await onAir();
    mixer.tell('Night Ferry', 'Ann', 1);
    const [opus, mp3] = [await relayTo(channelId, targetAt(server, '/r.ogg'), 'opus'), await relayTo(channelId, targetAt(server, '/r.mp3'), 'mp3')];
    await waitFor(async () => (await server.status())['/r.mp3']?.['title'] === 'Ann - Night Ferry', { what: 'the title of the MP3', timeoutMs: 15_000 });
    await waitFor(async () => (await server.status())['/r.ogg']?.['subtype'] === 'Opus', { what: 'the Opus mount' });
    expect(await server.status()).toMatchObject({ '/r.ogg': { server_name: `Tëst ch${channelId}`, genre: 'Various', server_type: 'audio/ogg', bitrate: 128 }, '/r.mp3': { server_type: 'audio/mpeg' } });
    const heard = listen(`${server.url}/r.ogg`);
    await heard.heard(tone(440));
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    for (const { relayId } of [opus, mp3]) expect(metrics).toContain(`longwave_edge_relay_connected{relay="${relayId}"} 1\n`);
    expect(Number(new RegExp(`^longwave_edge_relay_sent_bytes_total\\{relay="${opus.relayId}"\\} (\\d+)$`, 'm').exec(metrics)?.[1])).toBeGreaterThan(10_000);
    mixer.tell('Daybreak', 'Bob', 2);
    await waitFor(() => titlesIn(heard.bytes).includes('Daybreak'), { what: 'the second title in Opus' });
    await waitFor(async () => (await server.status())['/r.mp3']?.['title'] === 'Bob - Daybreak', { what: 'the second title of the MP3' });
    expect(titlesIn(heard.bytes).slice(-2)).toEqual(['Night Ferry', 'Daybreak']);
    expect((await heard.stop()).largestStepDbfs()).toBeLessThan(-30);

    await server.kill9();
    expect(await stateOf(opus, 'waiting')).toMatchObject({ connectedSince: null, lastError: expect.stringMatching(/closed|broke|nobody/), connections: 1 });
    await server.restart();
    for (const [relay, mount] of [[opus, '/r.ogg'], [mp3, '/r.mp3']] as const) {
      expect(await stateOf(relay, 'connected')).toMatchObject({ connections: 2, lastError: expect.any(String) });
      const again = listen(`${server.url}${mount}`);
      await again.heard(tone(440));
      const sound = await again.stop();
      expect(sound.slice(0.3).tones()).toMatchObject([{ hz: expect.closeTo(440, 0) }]);
    }
    await waitFor(async () => (await server.status())['/r.mp3']?.['title'] === 'Bob - Daybreak', { what: 'the title once more' });
    const state = await waitFor(async () => {
      const told = (await feeder(mp3))?.state;
      return told && told.titlesSent >= 3 ? told : undefined;
    }, { what: 'counts' });
    expect(state.bytesSent).toBeGreaterThan(32_000);
  });

  it('tells a wrong password as such, and not the password', async () => {
    const server = await icecast();
    const { channelId } = await onAir();
    const relay = await relayTo(channelId, targetAt(server, '/r.mp3', 'not-the-password'), 'mp3');
    const state = await waitFor(async () => {
      const told = (await feeder(relay))?.state;
      return told?.lastError ? told : undefined;
    });
    expect(state).toMatchObject({ status: 'waiting', lastError: 'the target refused user or password (401)', connections: 0 });
    expect(edge().channels.byId(channelId)?.mp3.isEncoding).toBe(false);
  });

  it('tells no password when its target tells our request back, at once though the line is kept open', async () => {
    const password = 'hunter2-7f3a';
    const echo = await bareTarget((socket) => {
      socket.once('data', (request: Buffer) => {
        const said = request.subarray(request.indexOf('Authorization'));
        socket.write(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${said.length}\r\n\r\n${said.toString()}`);
      });
    });
    const { channelId } = await onAir();
    const relay = await relayTo(channelId, `icecast://source:${password}@127.0.0.1:${echo.port}/x`, 'opus');
    const lastError = await waitFor(async () => (await feeder(relay))?.state.lastError, { what: 'its error', timeoutMs: 5_000 });
    expect(lastError).toMatch(/^the target answered 400 Authorization: Basic \*\*\*/);
    expect(lastError).not.toContain(Buffer.from(`source:${password}`).toString('base64').slice(0, 6));
    echo.server.close();
  });

  it('goes nowhere inside that was not allowed', async () => {
    const { channelId } = await onAir();
    const other = await bareTarget((socket) => socket.destroy());
    const relay = await relayTo(channelId, `icecast://source:pw@localhost:${other.port}/x`, 'opus');
    const state = await waitFor(async () => (await feeder(relay))?.state.lastError);
    expect(state).toBe(`localhost:${other.port} is not on the public internet and not in EGRESS_ALLOW`);
    other.server.close();
  });

  it('drops a target that takes nothing, and comes back', async () => {
    const sockets: Socket[] = [];
    const deaf = await bareTarget((socket) => {
      sockets.push(socket);
      socket.once('data', () => {
        socket.pause();
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      });
    });
    const { channelId } = await onAir();
    const relay = await relayTo(channelId, `icecast://source:pw@127.0.0.1:${deaf.port}/x`, 'opus');
    await stateOf(relay, 'connected');
    await waitFor(async () => (await feeder(relay))?.state.lastError, { what: 'its end', timeoutMs: 60_000 });
    expect((await feeder(relay))?.state.lastError).toBe('the target does not take the stream');
    await waitFor(() => sockets.length === 2, { what: 'another try' });
    for (const socket of sockets) socket.destroy();
    deaf.server.close();
  });

  it('waits for sound before it asks, and for its target before it encodes', async () => {
    const channelId = nextChannel++;
    let asked = 0;
    const target = await bareTarget(() => (asked += 1));
    await kv.put(kvKeys.channel(channelId), aChannel(channelId, `ch${channelId}`));
    const relay = await relayTo(channelId, `icecast://source:pw@127.0.0.1:${target.port}/x`, 'mp3');
    await stateOf(relay, 'waiting');
    const mixer = new TestMixer(station, channelId);
    mixers.push(mixer);
    expect(asked).toBe(0);
    mixer.start({ playedSeconds: 2 });
    await waitFor(() => asked === 1, { what: 'the question' });
    expect(edge().channels.byId(channelId)?.mp3.isEncoding).toBe(false);
    target.server.close();
  });

  it('ends when it is switched off, begins when it is on, and leaves nothing when it is deleted', async () => {
    const server = await icecast();
    const { channelId } = await onAir();
    const relay = await relayTo(channelId, targetAt(server, '/r.ogg'), 'opus');
    await stateOf(relay, 'connected');
    await kv.put(kvKeys.relay(relay.relayId), { ...relay, enabled: false });
    await waitFor(async () => !(await feeder(relay)) && !(await server.status())['/r.ogg'], { what: 'its end' });
    await kv.put(kvKeys.relay(relay.relayId), relay);
    await stateOf(relay, 'connected');
    await kv.delete(kvKeys.relay(relay.relayId));
    await waitFor(async () => !(await feeder(relay)) && !(await server.status())['/r.ogg'], { what: 'its end' });
    expect(app.get(RelayService).held).toEqual([]);
  });

  it('that is switched off and on at once begins when the line of before is closed', async () => {
    let [open, most, taken] = [0, 0, 0];
    const target = await bareTarget((socket) => {
      open += 1;
      taken += 1;
      most = Math.max(most, open);
      socket.once('data', () => socket.write('HTTP/1.1 100 Continue\r\n\r\n')).resume();
      // It takes its time to give the mount up.
      socket.once('end', () => setTimeout(() => {
        open -= 1;
        socket.end();
      }, 200));
    }, true);
    const { channelId } = await onAir();
    const relay = await relayTo(channelId, `icecast://source:pw@127.0.0.1:${target.port}/x`, 'opus');
    await stateOf(relay, 'connected');
    for (let times = 2; times <= 4; times += 1) {
      await kv.put(kvKeys.relay(relay.relayId), { ...relay, enabled: false });
      await kv.put(kvKeys.relay(relay.relayId), relay);
      await waitFor(() => taken === times, { what: 'the next line' });
    }
    await stateOf(relay, 'connected');
    expect([most, app.get(RelayService).held]).toEqual([1, [relay.relayId]]);
    target.server.close();
  });
});

it('a relay that another edge has just taken says goodbye before its own edge ends', async () => {
  let isTold = false;
  const target = await bareTarget((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 100 Continue\r\n\r\n')).resume();
    // It takes its time to give the mount up.
    socket.once('end', () => setTimeout(() => {
      isTold = true;
      socket.end();
    }, 200));
  }, true);
  const { channelId } = await onAir();
  const settings: RelaySettings = { relayId: randomUUID(), channelId, target: `icecast://source:pw@127.0.0.1:${target.port}/x`, format: 'opus', enabled: true };
  const relay = new HeldRelay({
    settings, kv, self: { edgeId: 'ending', runId: randomUUID() }, log: createLogger('test'), allow: parseEgressAllow('127.0.0.1'), url: undefined,
    readTables: readKernelTables, channel: () => edge().channels.byId(channelId), nowMs: () => performance.now(), date: () => new Date(), random: () => 0,
  });
  relay.start();
  await waitFor(() => relay.state.status === 'connected', { what: 'the stream' });
  const taken: RelayFeeder = { edgeId: 'another', runId: randomUUID(), heartbeatAt: new Date().toISOString(), state: relay.state };
  relay.claim.onEntry(taken, await kv.put(kvKeys.relayFeeder(settings.relayId), taken));
  expect(relay.claim.isHeld).toBe(false);
  await relay.stop();
  expect(isTold).toBe(true);
  target.server.close();
});

describe('a claim', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  /** A claim of an edge of that name, with a clock of its own that can be moved. */
  async function claimOf(edgeId: string, relayId: string, date = new Date()) {
    const clock = { aheadMs: 0 };
    const told: string[] = [];
    const claim = new RelayClaim({
      relayId, self: { edgeId, runId: randomUUID() }, kv, log: createLogger('test'),
      nowMs: () => performance.now() + clock.aheadMs, date: () => date,
      state: () => ({ status: 'waiting', connectedSince: null, lastError: null, lastErrorAt: null, connections: 0, titlesSent: 0, bytesSent: 0 }),
      claimed: () => told.push('claimed'), lost: () => told.push('lost'),
    });
    ends.push(() => claim.stop(), await kv.watch<RelayFeeder>(kvKeys.relayFeeder(relayId), ({ value, revision }) => claim.onEntry(value, revision)));
    claim.start();
    return { claim, clock, told };
  }

  it('is given to one, however many come at once, and kept by being told', async () => {
    const relayId = randomUUID();
    const edges = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => claimOf(name, relayId)));
    const held = () => edges.filter(({ claim }) => claim.isHeld);
    await waitFor(() => held().length === 1, { what: 'a holder' });
    const revision = (await kv.get(kvKeys.relayFeeder(relayId)))?.revision ?? 0;
    // Longer than others wait for one who keeps silent.
    await waitFor(async () => ((await kv.get(kvKeys.relayFeeder(relayId)))?.revision ?? 0) >= revision + 4, { what: 'four renewals' });
    expect(edges.flatMap(({ told }) => told)).toEqual(['claimed']);
  });

  it('is lost at once by a holder that was thought dead, whatever the wall clocks say, and not taken back', async () => {
    const relayId = randomUUID();
    const first = await claimOf('a', relayId, new Date('2099-01-01'));
    await waitFor(() => first.claim.isHeld);
    const second = await claimOf('b', relayId, new Date('1999-01-01'));
    // A renewal heard right after a jump begins the wait anew: it jumps again then.
    const jumped = () => {
      second.clock.aheadMs += second.claim.isHeld ? 0 : 7_000;
      return second.claim.isHeld && !first.claim.isHeld;
    };
    await waitFor(jumped, { what: 'the change', everyMs: 700 });
    expect([first.told, second.told]).toEqual([['claimed', 'lost'], ['claimed']]);
    const revision = (await kv.get(kvKeys.relayFeeder(relayId)))?.revision ?? 0;
    await waitFor(async () => ((await kv.get(kvKeys.relayFeeder(relayId)))?.revision ?? 0) >= revision + 2, { what: 'two renewals' });
    expect(first.claim.isHeld).toBe(false);
  });

  it('goes to the next at once when it is given back, and to an edge that was started again', async () => {
    const relayId = randomUUID();
    const first = await claimOf('a', relayId);
    await waitFor(() => first.claim.isHeld);
    const second = await claimOf('b', relayId);
    await first.claim.stop();
    await waitFor(() => second.claim.isHeld, { what: 'the next', timeoutMs: 1_500 });
    const again = await claimOf('b', relayId);
    await waitFor(() => again.claim.isHeld && !second.claim.isHeld, { what: 'the same edge again', timeoutMs: 1_500 });
  });

  it('is not deleted by one who held it when another of the same edge has it by now', async () => {
    const relayId = randomUUID();
    const first = await claimOf('a', relayId);
    await waitFor(() => first.claim.isHeld);
    const entry = await kv.get<RelayFeeder>(kvKeys.relayFeeder(relayId));
    const next = await kv.put(kvKeys.relayFeeder(relayId), entry!.value);
    await first.claim.stop();
    expect(await kv.get(kvKeys.relayFeeder(relayId))).toEqual({ value: entry!.value, revision: next });
  });

  it('is made anew by its holder when its entry is gone', async () => {
    const relayId = randomUUID();
    const { claim, told } = await claimOf('a', relayId);
    await waitFor(() => claim.isHeld);
    await kv.delete(kvKeys.relayFeeder(relayId));
    await waitFor(async () => (await kv.get<RelayFeeder>(kvKeys.relayFeeder(relayId)))?.value.edgeId === 'a', { what: 'the entry again' });
    expect(told).toEqual(['claimed']);
  });
});

describe('several edges', () => {
  const main = path.resolve(__dirname, '../../dist/main.js');

  const ports: Record<string, number> = {};

  async function anEdge(name: string): Promise<ChildProcess> {
    ports[`${name}-edge`] = await freePort();
    const env = {
      PATH: process.env['PATH'], NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password, SERVICE_INSTANCE: name,
      EDGE_PORT: String(ports[`${name}-edge`]), BIND_ADDRESS: '127.0.0.1', EGRESS_ALLOW: '127.0.0.1', LOG_LEVEL: 'warn',
    };
    const child = spawn(process.execPath, [main], { env, stdio: 'ignore' });
    edges.push(child);
    return child;
  }
  const holder = async (relay: RelaySettings) => (await feeder(relay))?.edgeId;

  it('feed a target by one of them; when it is killed another goes on, and when it ends politely at once', async () => {
    const server = await icecast();
    const { channelId } = await onAir();
    // The edge of this process would take it first.
    await app.close();
    try {
      const children: Record<string, ChildProcess> = { 'a-edge': await anEdge('a'), 'b-edge': await anEdge('b') };
      const relay = await relayTo(channelId, targetAt(server, '/r.ogg'), 'opus');
      await stateOf(relay, 'connected');
      const first = (await holder(relay)) ?? '';
      const second = Object.keys(children).find((name) => name !== first) ?? '';
      expect(Object.keys(children)).toContain(first);
      await listen(`${server.url}/r.ogg`).heard(tone(440));
      // Neither of them knocks at a mount that the other has.
      expect(server.log()).not.toMatch(/in use/i);

      const killedAt = performance.now();
      await end(children[first]!, 'SIGKILL');
      await waitFor(async () => (await holder(relay)) === second, { what: 'another feeder', timeoutMs: 15_000 });
      await stateOf(relay, 'connected');
      const tookMs = performance.now() - killedAt;
      expect(tookMs).toBeGreaterThan(4_000);
      expect(tookMs).toBeLessThan(12_000);
      await listen(`${server.url}/r.ogg`).heard(tone(440));

      children[first] = await anEdge(first.replace('-edge', ''));
      // Whoever held it before does not take it back from one who holds it now.
      await waitFor(async () => (await feeder(relay))?.state.bytesSent, { what: 'a while' });
      expect(await holder(relay)).toBe(second);
      await waitFor(async () => (await fetch(`http://127.0.0.1:${ports[first]}/ch${channelId}`, { method: 'HEAD' })).ok, { what: 'the edge that is back' });
      const endedAt = performance.now();
      await end(children[second]!, 'SIGTERM');
      await waitFor(async () => (await holder(relay)) === first, { what: 'the first again', timeoutMs: 15_000 });
      await stateOf(relay, 'connected');
      expect(performance.now() - endedAt).toBeLessThan(5_000);
      await listen(`${server.url}/r.ogg`).heard(tone(440));
      expect(server.log()).not.toMatch(/in use/i);
    } finally {
      app = await startEdge(nats, { EDGE_PORT: String(port), SERVICE_INSTANCE: 'first', EGRESS_ALLOW: '127.0.0.1' });
    }
  });
});

describe('an Icecast that relays us', () => {
  it('plays both mounts, with the titles of the MP3, over a change of title', async () => {
    const { mixer, channelId, slug } = await onAir();
    mixer.tell('Night Ferry', 'Ann', 1);
    const server = await startIcecast({ relays: [{ port, mount: `/${slug}`, localMount: '/copy.ogg' }, { port, mount: `/${slug}.mp3`, localMount: '/copy.mp3' }] });
    icecasts.push(server);
    await waitFor(async () => Object.keys(await server.status()).length === 2, { what: 'both mounts', timeoutMs: 20_000 });
    const [ogg, mp3] = [listen(`${server.url}/copy.ogg`), listen(`${server.url}/copy.mp3`, { 'Icy-MetaData': '1' })];
    await ogg.heard(tone(440));
    await mp3.heard(tone(440));
    mixer.tell('Daybreak', 'Bob', 2);
    await waitFor(async () => (await server.status())['/copy.mp3']?.['title'] === 'Bob - Daybreak', { what: 'the title at Icecast', timeoutMs: 20_000 });
    await waitFor(() => mp3.titles.some(({ title }) => title === 'Bob - Daybreak'), { what: 'the title at a listener of it', timeoutMs: 20_000 });
    await waitFor(() => titlesIn(ogg.bytes).includes('Daybreak'), { what: 'the title in Opus', timeoutMs: 20_000 });
    expect(edge().counts.channel(edge().channels.byId(channelId)!)).toBe(2);
    for (const capture of [ogg, mp3]) {
      expect(capture.closedAt).toBeUndefined();
      const sound = await capture.stop();
      expect(sound.slice(0.3).tones()).toMatchObject([{ hz: expect.closeTo(440, 0) }]);
      expect(sound.slice(0.3).deepestHoleDb()).toBeLessThan(1);
      expect(sound.slice(0.3).largestStepDbfs()).toBeLessThan(-30);
    }
  });
});
