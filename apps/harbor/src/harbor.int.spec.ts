import {
  type AttachReply, type LiveEnded, type LiveSessionDto, type LiveStarted, type LiveTokenDto, decodeLiveChunk, encodeLiveAck, harborContract, kvKeys, libraryContract, livestreamAuthContract,
  mediaSubjects,
} from '@longwave/contracts';
import { EventBus, MediaKv, ServiceClient, connectNats } from '@longwave/messaging';
import { CapturedSound, PcmDecoder, type TestNats, type TestServer, type ToneFormat, freePort, makeTone, startNats, startPostgres, startRedis, tempFolder, tone, waitFor } from '@longwave/testing';
import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import { type ChildProcess, type ChildProcessWithoutNullStreams, fork, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** An app as the supervisor runs it: its own process, from its compiled files. */
class RunningApp {
  output = '';
  private constructor(readonly child: ChildProcess) {}

  static async start(name: string, env: Record<string, string>): Promise<RunningApp> {
    const child = fork(path.resolve(__dirname, `../../${name}/dist/main.js`), { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const app = new RunningApp(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (app.output += text.toString()));
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${app.output}`)));
    });
    return app;
  }

  get isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    await waitFor(() => this.isGone, { what: 'end of the process' });
  }
}

/** What a mixer does with a session: attach, take the chunks in order, acknowledge. */
class StandInMixer {
  header: Buffer = Buffer.alloc(0);
  readonly bytes: Buffer[] = [];
  next = 0;
  isEnded = false;
  /** While false it takes nothing, as when its decoder is full. */
  takes = true;
  private readonly subscription: Subscription;

  constructor(
    readonly session: LiveSessionDto,
    readonly epoch: number,
  ) {
    this.subscription = connection.subscribe(mediaSubjects.liveChunks(session.channelId, session.sessionId), { callback: (_error, message) => this.take(message.data) });
  }

  async attach(): Promise<AttachReply> {
    const reply = await client.callInstance(harborContract.attach, this.session.harborId, { sessionId: this.session.sessionId, epoch: this.epoch });
    this.header = Buffer.from(reply.header, 'base64');
    this.next = reply.nextNumber;
    return reply;
  }

  detach(): void {
    this.subscription.unsubscribe();
  }

  acknowledge(nextNumber = this.next, epoch = this.epoch): void {
    connection.publish(mediaSubjects.liveAcks(this.session.channelId, this.session.sessionId), encodeLiveAck({ epoch, nextNumber, heardNumber: nextNumber }));
  }

  get heard(): Buffer {
    return Buffer.concat(this.bytes);
  }

  private take(data: Uint8Array): void {
    const chunk = decodeLiveChunk(data);
    if (!this.takes || chunk === undefined) return;
    if (chunk.number === this.next) {
      this.bytes.push(Buffer.from(chunk.bytes));
      this.next += 1;
      this.isEnded = chunk.isEnd;
    }
    this.acknowledge();
  }
}

/** An encoder made of a bare socket, to say exactly what a test wants said. */
class RawEncoder {
  received = '';
  isClosed = false;
  readonly socket: Socket;

  constructor(head: string) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes) => (this.received += bytes.toString('latin1')));
    this.socket.on('error', () => (this.isClosed = true));
    this.socket.on('close', () => (this.isClosed = true));
    this.socket.write(head);
  }

  /** The status line. */
  async status(timeoutMs = 5_000): Promise<string> {
    await waitFor(() => this.received.includes('\r\n'), { timeoutMs, what: 'status line' });
    return this.received.split('\r\n')[0] ?? '';
  }

  async closed(timeoutMs = 5_000): Promise<string> {
    await waitFor(() => this.isClosed, { timeoutMs, what: 'end of the line' });
    return this.received;
  }
}

let nats: TestNats;
let redis: TestServer;
let postgres: TestServer;
let connection: NatsConnection;
let client: ServiceClient;
let kv: MediaKv;
let auth: RunningApp;
let harbor: RunningApp;
let port: number;
let folder: string;
const files: Partial<Record<ToneFormat, string>> = {};
const endings: LiveEnded[] = [];
const titles: LiveStarted[] = [];
const children: ChildProcessWithoutNullStreams[] = [];
const encoders: RawEncoder[] = [];

const environment = () => ({
  NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password, REDIS_URL: redis.url, DATABASE_URL: postgres.url, JWT_SECRET: 'a secret of the tests, long enough', HARBOR_PORT: String(port), BIND_ADDRESS: '127.0.0.1',
  SERVICE_INSTANCE: 'harbor-test',
});
const startHarbor = () => RunningApp.start('harbor', environment());
const startAuth = () => RunningApp.start('livestream-auth', environment());

const liveFiles: [ToneFormat, number, string][] = [['vorbis', 300, 'ogg'], ['opus', 330, 'ogg'], ['ogg-flac', 360, 'ogg'], ['mp3', 390, 'mp3'], ['adts', 420, 'aac']];
const CHANNELS = 80;

beforeAll(async () => {
  [nats, redis, postgres, port] = await Promise.all([startNats(), startRedis({ aof: true }), startPostgres(), freePort()]);
  folder = tempFolder('harbor');
  connection = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  client = new ServiceClient(connection);
  kv = new MediaKv(connection);
  connection.subscribe(libraryContract.getChannel.subject, { callback: (_error, message) => void message.respond(message.data) });
  const bus = new EventBus(connection);
  bus.subscribe(harborContract.liveEnded, (event) => endings.push(event));
  bus.subscribe(harborContract.liveTitleChanged, (event) => titles.push(event));
  for (let id = 1; id <= CHANNELS; id += 1) await kv.put(kvKeys.channel(id), { channelId: id, slug: id === 1 ? 'radio' : `c${id}`, name: `Channel ${id}` });
  for (const [format, hz] of liveFiles) {
    const file = path.join(folder, format);
    await makeTone({ path: file, hz, seconds: 4, format, tags: { artist: 'Mia', title: `Tone ${hz}` } });
    files[format] = file;
  }
  [auth, harbor] = await Promise.all([startAuth(), startHarbor()]);
}, 120_000);

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const encoder of encoders.splice(0)) encoder.socket.destroy();
});

afterAll(async () => {
  await harbor?.end();
  await auth?.end();
  await connection?.close();
  await Promise.all([nats?.stop(), redis?.stop(), postgres?.stop()]);
});

let lastChannel = 1;
/** A channel that no other test uses. */
const aChannel = () => (lastChannel += 1);
const mountOf = (channelId: number) => (channelId === 1 ? '/live' : `/live/c${channelId}`);
const aToken = (channelId: number, maxStreamingSeconds = 600) => client.call(livestreamAuthContract.createToken, { channelId, maxStreamingSeconds, djName: 'Mia' });
const fileOf = (format: ToneFormat) => files[format] ?? '';
const basic = (token: string) => `Basic ${Buffer.from(`source:${token}`).toString('base64')}`;

function run(program: string, args: string[]): { child: ChildProcessWithoutNullStreams; said: () => string; code: () => number | null } {
  const child = spawn(program, args);
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  child.stdin.on('error', () => undefined);
  children.push(child);
  return { child, said: () => said, code: () => child.exitCode };
}

/** Real ffmpeg, sending a file through the encoder's own protocol. */
const ffmpeg = (token: LiveTokenDto, file: string, { realTime = true, args = ['-c', 'copy', '-f', 'ogg'] } = {}) =>
  run('ffmpeg', ['-v', 'error', '-nostdin', ...(realTime ? ['-re'] : []), '-i', file, '-vn', ...args, `icecast://source:${token.token}@127.0.0.1:${port}${mountOf(token.channelId)}`]);
const curl = (token: LiveTokenDto, file: string, args: string[] = []) =>
  run('curl', ['-sS', '-D', '-', '-u', `source:${token.token}`, '-T', file, ...args, `http://127.0.0.1:${port}${mountOf(token.channelId)}`]);

function encoder(head: string): RawEncoder {
  const made = new RawEncoder(head);
  encoders.push(made);
  return made;
}
const source = (token: LiveTokenDto, extra = '') => encoder(`SOURCE ${mountOf(token.channelId)} ICE/1.0\r\nAuthorization: ${basic(token.token)}\r\n${extra}\r\n`);
const put = (token: LiveTokenDto, extra = '') => encoder(`PUT ${mountOf(token.channelId)} HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(token.token)}\r\n${extra}\r\n`);

const liveOn = (channelId: number) => waitFor(async () => (await kv.get<LiveSessionDto>(kvKeys.live(channelId)))?.value, { what: `session on channel ${channelId}` });
const isOffAir = (channelId: number) => waitFor(async () => (await kv.get(kvKeys.live(channelId))) === undefined, { timeoutMs: 15_000, what: 'end of the session' });
const endingOf = (session: LiveSessionDto, timeoutMs = 15_000) => waitFor(() => endings.find((event) => event.session.sessionId === session.sessionId), { timeoutMs, what: 'liveEnded' });
const titleOf = (session: LiveSessionDto, title: string) => waitFor(() => titles.find((event) => event.session.sessionId === session.sessionId && event.session.title === title), { what: `title ${title}` });

async function mixerOn(channelId: number, epoch = 1): Promise<StandInMixer> {
  const mixer = new StandInMixer(await liveOn(channelId), epoch);
  await mixer.attach();
  return mixer;
}

async function soundOf(bytes: Buffer, format: string): Promise<CapturedSound> {
  const decoder = new PcmDecoder(format as 'ogg');
  decoder.push(bytes);
  return new CapturedSound(await decoder.end());
}

describe('formats', () => {
  it.each(liveFiles)('%s from ffmpeg is recognised and heard', async (format, hz, container) => {
    const token = await aToken(aChannel());
    ffmpeg(token, fileOf(format), { args: ['-c', 'copy', '-f', format === 'adts' ? 'adts' : container] });
    const mixer = await mixerOn(token.channelId);
    expect(mixer.session).toMatchObject({ channelId: token.channelId, djName: 'Mia', format: container, harborId: 'harbor-test' });
    await waitFor(() => mixer.isEnded, { timeoutMs: 15_000, what: 'end of the stream' });
    const sound = await soundOf(mixer.heard, container);
    expect(sound.seconds).toBeGreaterThan(3.5);
    expect(sound.isHeard(tone(hz), 2)).toBe(true);
    await isOffAir(token.channelId);
    expect(await endingOf(mixer.session)).toMatchObject({ reason: 'disconnected' });
  });

  it.each(liveFiles)('%s from curl comes through byte by byte', async (format, _hz, container) => {
    const token = await aToken(aChannel());
    const sent = curl(token, fileOf(format), ['-H', 'Expect: 100-continue']);
    const mixer = await mixerOn(token.channelId);
    await waitFor(() => mixer.isEnded, { what: 'end of the stream' });
    expect(mixer.session.format).toBe(container);
    expect(mixer.heard.equals(readFileSync(fileOf(format)))).toBe(true);
    await waitFor(() => sent.code() === 0, { what: 'end of curl' });
    expect(sent.said()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  it('of ffmpeg’s default header, which says MP3 for Ogg, are believed by their bytes', async () => {
    const token = await aToken(aChannel());
    const sent = source(token, 'Content-Type: audio/mpeg\r\n');
    await sent.status();
    sent.socket.write(readFileSync(fileOf('opus')));
    expect(await liveOn(token.channelId)).toMatchObject({ format: 'ogg' });
  });

  it('that cannot be played are refused by their bytes, and the slot is free again', async () => {
    const token = await aToken(aChannel());
    const text = curl(token, path.resolve(__dirname, '../../../LICENSE'), ['-H', 'Content-Type: audio/mpeg', '-H', 'Expect: 100-continue']);
    await waitFor(() => text.code() !== null, { what: 'end of curl' });
    expect(text.said()).toMatch(/HTTP\/1\.1 415 Send Ogg Vorbis/);
    await waitFor(async () => (await curlStatus(token, fileOf('mp3'))) === 200, { what: 'a good source' });
  });

  it('that no encoder of sound has are refused before a byte', async () => {
    const refused = put(await aToken(aChannel()), 'Content-Type: video/webm\r\nExpect: 100-continue\r\n');
    expect(await refused.status()).toMatch(/^HTTP\/1\.1 415 /);
    expect(await refused.closed()).not.toContain('100 Continue');
  });
});

async function curlStatus(token: LiveTokenDto, file: string): Promise<number> {
  const sent = curl(token, file, ['-o', '/dev/null', '-w', '%{http_code}']);
  const mixer = await mixerOn(token.channelId);
  await waitFor(() => sent.code() !== null, { what: 'end of curl' });
  mixer.detach();
  return Number(sent.said().slice(-3));
}

describe('encoders of old and new', () => {
  it('SOURCE with ICE/1.0 hears HTTP/1.0 200 OK before it sends', async () => {
    const token = await aToken(aChannel());
    const old = source(token, 'content-type: audio/mpeg\r\nice-name: x\r\n');
    expect(await old.status()).toBe('HTTP/1.0 200 OK');
    old.socket.end(readFileSync(fileOf('mp3')));
    const mixer = await mixerOn(token.channelId);
    await waitFor(() => mixer.isEnded, { what: 'end of the stream' });
    expect(mixer.heard.equals(readFileSync(fileOf('mp3')))).toBe(true);
  });

  it('butt’s PUT, with the short token that it does not cut, is let in and sends as it likes', async () => {
    const token = await aToken(aChannel());
    expect(`source:${token.shortToken}`.length).toBeLessThan(150);
    const butt = put({ ...token, token: token.shortToken ?? '' }, 'User-Agent: butt 0.1.37\r\nContent-Type: audio/ogg\r\nice-name: no name\r\nice-public: 0\r\nExpect: 100-continue\r\n');
    expect(await butt.status()).toBe('HTTP/1.1 100 Continue');
    butt.socket.end(readFileSync(fileOf('opus')));
    const mixer = await mixerOn(token.channelId);
    await waitFor(() => mixer.isEnded, { what: 'end of the stream' });
    expect(mixer.heard.equals(readFileSync(fileOf('opus')))).toBe(true);
  });

  it('PUT without Expect that waits hears 200 soon', async () => {
    const waits = put(await aToken(aChannel()));
    expect(await waits.status(1_500)).toBe('HTTP/1.1 200 OK');
  });

  it('PUT in chunks that sends at once comes through byte by byte', async () => {
    const token = await aToken(aChannel());
    const sent = run('curl', ['-sS', '-D', '-', '-u', `x:${token.token}`, '-T', '-', '-H', 'Expect:', `http://127.0.0.1:${port}${mountOf(token.channelId)}`]);
    const bytes = readFileSync(fileOf('vorbis'));
    sent.child.stdin.end(bytes);
    const mixer = await mixerOn(token.channelId);
    await waitFor(() => mixer.isEnded, { what: 'end of the stream' });
    expect(mixer.heard.equals(bytes)).toBe(true);
  });

  it('libshout’s first question, without a token, hears at once what it may do', async () => {
    const asked = performance.now();
    const poke = encoder('SOURCE /live HTTP/1.0\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n');
    const reply = await poke.closed();
    expect(performance.now() - asked).toBeLessThan(800);
    expect(reply).toMatch(/^HTTP\/1\.0 401 /);
    expect(reply).toMatch(/\r\nWWW-Authenticate: Basic realm=/);
    expect(reply).toMatch(/\r\nAllow: GET, HEAD, OPTIONS, PUT, SOURCE\r\n/);
    expect(await encoder('OPTIONS * HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0\r\n\r\n').closed()).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('people who look by hear how to go live', async () => {
    expect(await encoder('GET / HTTP/1.1\r\n\r\n').closed()).toMatch(/^HTTP\/1\.1 200 OK[^]*icecast:\/\/source:TOKEN/);
    expect(await encoder('GET /radio HTTP/1.1\r\n\r\n').closed()).toMatch(/^HTTP\/1\.1 404 /);
    expect(await encoder('DELETE /live HTTP/1.1\r\n\r\n').closed()).toMatch(/^HTTP\/1\.1 405 /);
    expect(await encoder('\x16\x03\x01\x02\r\n\r\n').closed()).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('refusals come before a byte of sound', () => {
  const expectRefusal = async (token: LiveTokenDto, status: number, words: RegExp) => {
    const refused = put(token, 'Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n');
    const reply = await refused.closed(20_000);
    expect(reply).not.toContain('100 Continue');
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(reply).toMatch(words);
  };

  it('401 for what is no token', async () => {
    const asked = performance.now();
    await expectRefusal({ ...(await aToken(aChannel())), token: 'hackme' }, 401, /WWW-Authenticate: Basic/);
    expect(performance.now() - asked).toBeGreaterThan(990);
  });

  it('401 for a token of another channel', async () => {
    await expectRefusal({ ...(await aToken(aChannel())), channelId: aChannel() }, 401, /another channel/);
  });

  it('403 for a token that is used up, and for one that was revoked', async () => {
    const used = await aToken(aChannel(), 1);
    const first = source(used);
    await first.status();
    await first.closed();
    await expectRefusal(used, 403, /used up/);
    const revoked = await aToken(aChannel());
    await client.call(livestreamAuthContract.revokeToken, { tokenId: revoked.tokenId });
    await expectRefusal(revoked, 403, /revoked/);
  });

  it('404 for a mount that is not there', async () => {
    const reply = await encoder(`PUT /live/nobody HTTP/1.1\r\nAuthorization: ${basic('x')}\r\n\r\n`).closed();
    expect(reply).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('409 for a second DJ, who takes nothing from the first', async () => {
    const channelId = aChannel();
    const [one, two] = await Promise.all([aToken(channelId), aToken(channelId)]);
    const first = source(one);
    await first.status();
    first.socket.write(readFileSync(fileOf('mp3')).subarray(0, 20_000));
    const mixer = await mixerOn(channelId);
    await expectRefusal(two, 409, /Another DJ is on the air/);
    // A second encoder with the first one's token, while that one sends.
    first.socket.write(readFileSync(fileOf('mp3')).subarray(20_000, 30_000));
    await expectRefusal(one, 409, /Another DJ is on the air/);
    first.socket.end(readFileSync(fileOf('mp3')).subarray(30_000));
    await waitFor(() => mixer.isEnded, { what: 'end of the stream' });
    expect(mixer.heard.equals(readFileSync(fileOf('mp3')))).toBe(true);
  });

  it('503 at once while Redis is away; who is on the air stays', async () => {
    const [running, next] = await Promise.all([aToken(aChannel()), aToken(aChannel())]);
    const first = source(running);
    await first.status();
    first.socket.write(readFileSync(fileOf('mp3')).subarray(0, 20_000));
    const mixer = await mixerOn(running.channelId);
    await redis.kill9();
    const asked = performance.now();
    await expectRefusal(next, 503, /Retry-After: 5/);
    expect(performance.now() - asked).toBeLessThan(1_500);
    // Longer than between two renewals.
    await pause(6_000);
    await redis.restart();
    first.socket.end(readFileSync(fileOf('mp3')).subarray(20_000));
    await waitFor(() => mixer.isEnded, { what: 'end of the stream' });
    expect(mixer.heard.equals(readFileSync(fileOf('mp3')))).toBe(true);
    expect(await endingOf(mixer.session)).toMatchObject({ reason: 'disconnected' });
    await waitFor(() => client.call(livestreamAuthContract.checkToken, { token: next.token, channelId: next.channelId }), { what: 'redis' });
  }, 30_000);
});

describe('titles', () => {
  const setTitle = (token: LiveTokenDto, query: string) => encoder(`GET /admin/metadata?mode=updinfo&mount=${mountOf(token.channelId)}&${query} HTTP/1.0\r\nAuthorization: ${basic(token.token)}\r\n\r\n`).closed();

  it('come from the comments of an Ogg stream with its beginning', async () => {
    const token = await aToken(aChannel());
    ffmpeg(token, fileOf('vorbis'));
    expect(await liveOn(token.channelId)).toMatchObject({ title: 'Mia - Tone 300' });
  });

  it('change with each link of a chain', async () => {
    const token = await aToken(aChannel());
    const sent = source(token);
    await sent.status();
    sent.socket.write(Buffer.concat([readFileSync(fileOf('opus')), readFileSync(fileOf('vorbis'))]));
    const session = await liveOn(token.channelId);
    await titleOf(session, 'Mia - Tone 300');
    expect(await liveOn(token.channelId)).toMatchObject({ title: 'Mia - Tone 300' });
  });

  it('come by /admin/metadata, from the DJ alone', async () => {
    const token = await aToken(aChannel());
    const sent = source(token);
    await sent.status();
    // Before the first sound: it counts once that begins.
    expect(await setTitle(token, 'song=A%20-%20B')).toMatch(/^HTTP\/1\.0 200 OK[^]*<return>1<\/return>/);
    sent.socket.write(readFileSync(fileOf('mp3')).subarray(0, 20_000));
    expect(await liveOn(token.channelId)).toMatchObject({ title: 'A - B' });
    await setTitle(token, 'song=M%FCller%0a&charset=ISO-8859-1');
    await titleOf(await liveOn(token.channelId), 'Müller');
    expect(await setTitle(await aToken(token.channelId), 'song=x')).toMatch(/^HTTP\/1\.0 403 /);
    expect(await setTitle({ ...token, token: 'x' }, 'song=x')).toMatch(/^HTTP\/1\.0 401 /);
    expect(await setTitle(await aToken(aChannel()), 'song=x')).toMatch(/^HTTP\/1\.0 404 /);
    expect(await liveOn(token.channelId)).toMatchObject({ title: 'Müller' });
  });
});

describe('time', () => {
  it('ends a session to the second', async () => {
    const token = await aToken(aChannel(), 3);
    const started = performance.now();
    ffmpeg(token, fileOf('mp3'), { args: ['-c', 'copy', '-f', 'mp3'] });
    const mixer = await mixerOn(token.channelId);
    const ended = await endingOf(mixer.session);
    const tookMs = performance.now() - started;
    expect(ended.reason).toBe('time-used-up');
    // The end is not the encoder's: nothing tells the mixer to play what is left.
    expect(mixer.heard.length).toBeGreaterThan(30_000);
    expect(mixer.isEnded).toBe(false);
    expect(tookMs).toBeGreaterThan(2_900);
    expect(tookMs).toBeLessThan(3_900);
  });

  it('ends a session 10 s after its last byte, and an unfinished head 10 s after it began', async () => {
    const token = await aToken(aChannel());
    const silent = source(token);
    await silent.status();
    silent.socket.write(readFileSync(fileOf('mp3')).subarray(0, 20_000));
    const loris = encoder('PUT /live HTTP/1.1\r\n');
    const drip = setInterval(() => loris.socket.write('a'), 500);
    const began = performance.now();
    const mixer = await mixerOn(token.channelId);
    const ended = await endingOf(mixer.session);
    const afterMs = performance.now() - began;
    clearInterval(drip);
    expect(ended.reason).toBe('timed-out');
    expect(afterMs).toBeGreaterThan(9_500);
    expect(afterMs).toBeLessThan(11_500);
    expect(await loris.closed()).toMatch(/^HTTP\/1\.1 408 /);
  }, 30_000);
});

describe('back-pressure', () => {
  const residentKb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${harbor.child.pid}/status`, 'utf8'))?.[1]);

  it('slows a source that sends faster than it is played, within 512 KB', async () => {
    const file = path.join(folder, 'long.flac.ogg');
    await makeTone({ path: file, hz: 200, seconds: 300, format: 'ogg-flac', dbfs: -3 });
    const noisy = randomBytes(20_000_000);
    const token = await aToken(aChannel());
    const before = residentKb();
    const sent = source(token);
    await sent.status();
    sent.socket.write(readFileSync(file).subarray(0, 100_000));
    sent.socket.write(noisy);
    const session = await liveOn(token.channelId);
    // Nobody is attached: it takes what it may hold, and no more.
    const taken = await waitFor(steady(() => sent.socket.bytesWritten - sent.socket.writableLength), { timeoutMs: 10_000, what: 'end of the reading' });
    expect(taken).toBeLessThan(20_000_000);
    expect(residentKb() - before).toBeLessThan(40_000);
    const mixer = new StandInMixer(session, 1);
    mixer.takes = false;
    // What is not acknowledged may be sent again, so each number counts once.
    const published = new Map<number, number>();
    const count = connection.subscribe(mediaSubjects.liveChunks(session.channelId, session.sessionId), {
      callback: (_error, message) => {
        const chunk = decodeLiveChunk(message.data);
        if (chunk) published.set(chunk.number, chunk.bytes.length);
      },
    });
    await mixer.attach();
    await waitFor(() => published.size > 0, { what: 'chunks' });
    await connection.flush();
    expect([...published.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(512 * 1024);
    count.unsubscribe();
    // What was held is given now, and the rest follows as it is acknowledged.
    mixer.takes = true;
    sent.socket.end();
    await waitFor(() => mixer.isEnded, { timeoutMs: 20_000, what: 'end of the stream' });
    expect(mixer.heard.length).toBe(20_100_000);
    expect(mixer.heard.subarray(100_000).equals(noisy)).toBe(true);
    expect(residentKb() - before).toBeLessThan(80_000);
  }, 60_000);

  /** Gives the value once it has not changed for a second. */
  function steady(read: () => number): () => number | undefined {
    let last = -1;
    let since = performance.now();
    return () => {
      if (read() !== last) [last, since] = [read(), performance.now()];
      return last > 0 && performance.now() - since > 1_000 ? last : undefined;
    };
  }

  it('slows real ffmpeg without -re to the mixer’s pace', async () => {
    const token = await aToken(aChannel());
    const url = `icecast://source:${token.token}@127.0.0.1:${port}${mountOf(token.channelId)}`;
    const sent = run('ffmpeg', ['-v', 'error', '-nostdin', '-stream_loop', '-1', '-i', fileOf('mp3'), '-progress', 'pipe:1', '-stats_period', '0.1', '-c', 'copy', '-f', 'mp3', url]);
    const sentBytes = () => Number([...sent.said().matchAll(/total_size=(\d+)/g)].at(-1)?.[1] ?? 0);
    const mixer = new StandInMixer(await liveOn(token.channelId), 1);
    mixer.takes = false;
    await mixer.attach();
    // It would never end. What it got rid of lies in the kernel, whose buffers have bounds of their own.
    const held = await waitFor(steady(sentBytes), { timeoutMs: 20_000, what: 'standstill of ffmpeg' });
    expect(held).toBeLessThan(60_000_000);
    mixer.takes = true;
    mixer.acknowledge();
    await waitFor(() => sentBytes() > held + 1_000_000, { timeoutMs: 20_000, what: 'ffmpeg going on' });
  }, 60_000);
});

describe('mixers', () => {
  it('take over from one another without a byte lost or twice', async () => {
    const token = await aToken(aChannel());
    const bytes = readFileSync(fileOf('vorbis'));
    const sent = source(token);
    await sent.status();
    const [a, b] = [Math.round(bytes.length * 0.4), Math.round(bytes.length * 0.6)];
    sent.socket.write(bytes.subarray(0, a));
    const first = await mixerOn(token.channelId, 5);
    await waitFor(() => first.heard.length === a, { what: 'first bytes' });
    first.takes = false;
    sent.socket.write(bytes.subarray(a, b));
    const second = new StandInMixer(first.session, 9);
    await second.attach();
    first.detach();
    sent.socket.end(bytes.subarray(b));
    await waitFor(() => second.isEnded, { what: 'end of the stream' });
    expect(Buffer.concat([first.heard, second.heard]).equals(bytes)).toBe(true);
    expect(second.header.length).toBeGreaterThan(1_000);
    // What the second has is a stream that a fresh decoder plays.
    const sound = await soundOf(Buffer.concat([second.header, second.heard]), 'ogg');
    expect(sound.isHeard(tone(300), sound.seconds / 2)).toBe(true);
  });

  it('of a lower epoch are refused, and what they acknowledge counts no more', async () => {
    const token = await aToken(aChannel());
    const sent = source(token);
    await sent.status();
    sent.socket.write(readFileSync(fileOf('mp3')));
    const mixer = new StandInMixer(await liveOn(token.channelId), 7);
    mixer.takes = false;
    expect((await mixer.attach()).nextNumber).toBe(0);
    mixer.acknowledge(3, 6);
    mixer.acknowledge(1_000_000, 7);
    await connection.flush();
    await expect(client.call(harborContract.attach, { sessionId: mixer.session.sessionId, epoch: 6 })).rejects.toMatchObject({ code: 'EPOCH_OUTDATED' });
    expect(await mixer.attach()).toMatchObject({ nextNumber: 0, header: '' });
    await expect(client.call(harborContract.attach, { sessionId: randomUUID(), epoch: 6 })).rejects.toMatchObject({ code: 'LIVE_SESSION_NOT_FOUND' });
  });

  it('that miss chunks get them again by themselves', async () => {
    const token = await aToken(aChannel());
    const sent = source(token);
    await sent.status();
    const mixerless = readFileSync(fileOf('mp3'));
    sent.socket.write(mixerless.subarray(0, 30_000));
    const mixer = await mixerOn(token.channelId);
    await waitFor(() => mixer.heard.length === 30_000, { what: 'first bytes' });
    mixer.takes = false;
    sent.socket.end(mixerless.subarray(30_000));
    await pause(500);
    mixer.takes = true;
    await waitFor(() => mixer.isEnded, { what: 'end of the stream' });
    expect(mixer.heard.equals(mixerless)).toBe(true);
  });

  it('miss nothing when NATS was away for some seconds', async () => {
    const token = await aToken(aChannel());
    const sent = ffmpeg(token, fileOf('adts'), { args: ['-c', 'copy', '-f', 'adts'] });
    const mixer = await mixerOn(token.channelId);
    await waitFor(() => mixer.heard.length > 10_000, { what: 'first bytes' });
    await nats.kill9();
    await pause(1_500);
    await nats.restart();
    await waitFor(() => mixer.isEnded, { timeoutMs: 20_000, what: 'end of the stream' });
    expect(mixer.heard.equals(readFileSync(fileOf('adts')))).toBe(true);
    await waitFor(() => sent.code() === 0, { what: 'end of ffmpeg' });
  }, 40_000);
});

describe('ends', () => {
  it('only when all was played of an encoder that was faster, unless the next DJ is there', async () => {
    const channelId = aChannel();
    const [one, two] = await Promise.all([aToken(channelId), aToken(channelId)]);
    const sent = curl(one, fileOf('mp3'));
    await waitFor(() => sent.code() === 0, { what: 'end of curl' });
    const session = await liveOn(channelId);
    expect(endings.some((event) => event.session.sessionId === session.sessionId)).toBe(false);
    const next = source(two);
    expect(await next.status()).toBe('HTTP/1.0 200 OK');
    expect(await endingOf(session)).toMatchObject({ reason: 'disconnected' });
    next.socket.write(readFileSync(fileOf('opus')));
    await waitFor(async () => (await liveOn(channelId)).sessionId !== session.sessionId, { what: 'the next DJ' });
  });

  it('in time though much of what came is not played yet', async () => {
    const token = await aToken(aChannel(), 2);
    const sent = curl(token, fileOf('mp3'));
    const began = performance.now();
    await waitFor(() => sent.code() === 0, { what: 'end of curl' });
    expect(await endingOf(await liveOn(token.channelId))).toMatchObject({ reason: 'time-used-up' });
    expect(performance.now() - began).toBeLessThan(2_900);
    await expect(client.call(livestreamAuthContract.checkToken, { token: token.token, channelId: token.channelId })).rejects.toMatchObject({ code: 'LIVE_TOKEN_USED_UP' });
  });

  it('on a kick, which the encoder hears', async () => {
    const token = await aToken(aChannel());
    const sent = source(token);
    await sent.status();
    sent.socket.write(readFileSync(fileOf('mp3')));
    const session = await liveOn(token.channelId);
    expect(await client.call(harborContract.kick, { channelId: token.channelId, userId: 'operator' })).toMatchObject({ sessionId: session.sessionId });
    expect(await endingOf(session)).toMatchObject({ reason: 'kicked' });
    await sent.closed();
    await expect(client.call(harborContract.kick, { channelId: token.channelId, userId: 'operator' })).rejects.toMatchObject({ code: 'LIVE_SESSION_NOT_FOUND' });
  });

  it('when its token is revoked', async () => {
    const token = await aToken(aChannel());
    const sent = source(token);
    await sent.status();
    sent.socket.write(readFileSync(fileOf('mp3')));
    const session = await liveOn(token.channelId);
    await client.call(livestreamAuthContract.revokeToken, { tokenId: token.tokenId });
    expect(await endingOf(session)).toMatchObject({ reason: 'kicked' });
  });

  it('in favour of the same DJ who comes again while his old line looks open', async () => {
    const token = await aToken(aChannel());
    const old = source(token);
    await old.status();
    old.socket.write(readFileSync(fileOf('mp3')).subarray(0, 20_000));
    const session = await liveOn(token.channelId);
    await waitFor(async () => /^HTTP\/1\.0 200/.test(await source(token).status(10_000)), { timeoutMs: 8_000, everyMs: 300, what: 'a second line' });
    expect(await endingOf(session)).toMatchObject({ reason: 'disconnected' });
  });

  it('politely when the harbor stops', async () => {
    const token = await aToken(aChannel());
    const sent = put(token, 'Expect: 100-continue\r\n');
    expect(await sent.status()).toBe('HTTP/1.1 100 Continue');
    sent.socket.write(readFileSync(fileOf('mp3')));
    const session = await liveOn(token.channelId);
    await harbor.end('SIGTERM');
    expect(harbor.child.exitCode).toBe(0);
    expect(await endingOf(session)).toMatchObject({ reason: 'harbor-stopped' });
    await isOffAir(token.channelId);
    expect(await sent.closed()).toMatch(/HTTP\/1\.1 503 The harbor is being restarted/);
    harbor = await startHarbor();
  });

  it('and begins again at once when the harbor was killed', async () => {
    const token = await aToken(aChannel());
    const sent = source(token);
    await sent.status();
    sent.socket.write(readFileSync(fileOf('mp3')));
    const session = await liveOn(token.channelId);
    await harbor.end('SIGKILL');
    const began = performance.now();
    harbor = await startHarbor();
    const again = source(token);
    expect(await again.status()).toBe('HTTP/1.0 200 OK');
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(await endingOf(session)).toMatchObject({ reason: 'harbor-stopped' });
    again.socket.write(readFileSync(fileOf('mp3')));
    await waitFor(async () => (await liveOn(token.channelId)).sessionId !== session.sessionId, { what: 'the new session' });
  }, 30_000);
});

describe('a hostile side', () => {
  it('cannot hold more than its share of connections', async () => {
    const many = Array.from({ length: 40 }, () => encoder('PUT /live HTTP/1.1\r\n'));
    await waitFor(() => many.filter((one) => /^HTTP\/1\.1 503 Too many/.test(one.received)).length >= 8, { what: 'refusals' });
    for (const one of many) one.socket.destroy();
    await waitFor(async () => /^HTTP\/1\.1 200/.test(await encoder('GET / HTTP/1.1\r\n\r\n').closed()), { what: 'a free place' });
  });

  it('gets an answer to nonsense and leaves the harbor alive', async () => {
    for (let i = 0; i < 20; i += 1) encoder(randomBytes(2_000).toString('latin1')).socket.end();
    const token = await aToken(aChannel());
    const wrong = put(token, 'Transfer-Encoding: chunked\r\n');
    wrong.socket.write('zz\r\n');
    expect(await wrong.closed()).toMatch(/^HTTP\/1\.1 400 Malformed body/);
    expect(harbor.isGone).toBe(false);
  });
});
