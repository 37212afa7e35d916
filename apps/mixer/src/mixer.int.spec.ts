import { CHANNELS, deepestHoleDb, dominantFrequencyHz, findAlignment, goertzelDb, largestStepDbfs, OggDemuxer, rmsDb } from '@longwave/audio';
import {
  type ChannelDto, type ChannelModeDto, decodeFrameMessage, decodeLiveAck, decodeResendReply, edgeContract, encodeLiveChunk, type FrameMessage, harborContract, instanceSubject, kvKeys, libraryContract,
  type LiveSessionDto, mediaSubjects, messageHeaders, mixerContract, type MixerStatusDto, type NowPlayingChanged, type NowPlayingReply, queueContract, type QueueEntryDto,
  type RpcContract, type SteeringReply, type StoredPlayhead, type Timeline, type TrackEnded, type TrackMediaDto,
} from '@longwave/contracts';
import { connectNats, MediaKv } from '@longwave/messaging';
import { makeTone, startNats, tempFolder, type TestNats, waitFor } from '@longwave/testing';
import { OpusEncoder } from '@discordjs/opus';
import type { NatsConnection } from '@nats-io/nats-core';
import { headers } from '@nats-io/nats-core';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const SECOND = 48_000;
const music = tempFolder('music');
let nats: TestNats;
let nc: NatsConnection;
let kv: MediaKv;
let house: House;
let nextChannel = 1;
const running: ChildProcess[] = [];

jest.setTimeout(60_000);

beforeAll(async () => {
  nats = await startNats();
  nc = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  kv = new MediaKv(nc);
  house = await House.open();
});
afterEach(async () => {
  for (const child of running.splice(0)) await end(child, 'SIGKILL');
  house.reset();
});
afterAll(async () => {
  await house.close();
  await nc.close();
  await nats.stop();
  rmSync(music, { recursive: true });
});

interface Song {
  media: TrackMediaDto;
  file: string;
}

async function song(hz: number, seconds: number): Promise<Song> {
  const file = path.join(music, `${hz}-${seconds}.wav`);
  await makeTone({ path: file, hz, seconds, dbfs: -12 });
  const bytes = readFileSync(file);
  const trackId = randomUUID();
  return {
    file,
    media: {
      track: { trackId, name: `${hz} Hz`, artist: 'Sine', album: '', albumArtUrl: null, durationMs: seconds * 1000, provider: 'local', uri: `local:${trackId}`, metadata: {} },
      contentHash: createHash('sha256').update(bytes).digest('hex'), url: `/media/${hz}-${seconds}.wav`, bytes: bytes.length, format: 'wav',
      integratedLufs: null, truePeakDbfs: -12, cueInMs: 0, cueOutMs: seconds * 1000,
    },
  };
}

/** The neighbours of a mixer, as far as it needs them. */
class House {
  playlist: Song[] = [];
  requests: { entry: QueueEntryDto; song: Song }[] = [];
  started: string[] = [];
  refuseStart = new Set<string>();
  isLibraryAway = false;
  #asked = 0;

  static async open(): Promise<House> {
    const made = new House(createServer((request, response) => {
      if (made.isLibraryAway) return void response.writeHead(503).end();
      response.end(readFileSync(path.join(music, path.basename(request.url ?? ''))));
    }));
    made.server.listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    made.#answer(libraryContract.nextFallbackTracks, ({ count }) => ({
      items: made.playlist.length === 0 ? [] : Array.from({ length: count }, () => made.playlist[made.#asked++ % made.playlist.length]!.media),
    }));
    made.#answer(libraryContract.getTrackMedia, ({ trackId }) =>
      [...made.playlist, ...made.requests.map(({ song: one }) => one)].find(({ media }) => media.track.trackId === trackId)!.media);
    made.#answer(queueContract.peek, () => {
      const [entry = null, ...following] = made.requests.map((one) => one.entry);
      return { rev: 1, entry, following };
    });
    made.#answer(queueContract.startEntry, ({ entryId }) => {
      const found = made.requests.find(({ entry }) => entry.id === entryId);
      if (made.refuseStart.has(entryId)) made.requests = made.requests.filter(({ entry }) => entry.id !== entryId);
      if (!found || made.refuseStart.has(entryId)) throw new Error('ENTRY_NOT_FOUND');
      made.requests = made.requests.filter((one) => one !== found);
      made.started.push(entryId);
      return found.entry;
    });
    return made;
  }

  private constructor(readonly server: Server) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  request(one: Song, channelId: number): QueueEntryDto {
    const entry: QueueEntryDto = {
      id: randomUUID(), track: one.media.track, requestedByUserId: 'guest:mia', requestedAt: new Date().toISOString(), votes: 0, position: 1, status: 'waiting', communityId: channelId, voters: [],
    };
    this.requests.push({ entry, song: one });
    nc.publish(`${queueContract.entryAdded.subject}.${channelId}`, JSON.stringify({ rev: 1, entry }));
    return entry;
  }

  reset(): void {
    Object.assign(this, { playlist: [], requests: [], started: [], refuseStart: new Set(), isLibraryAway: false });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #answer<Q extends object, A extends object>(contract: RpcContract<Q, A>, reply: (request: Q) => A): void {
    nc.subscribe(contract.subject, {
      callback: (error, message) => {
        if (error || (this.isLibraryAway && contract.service === 'library')) return;
        try {
          message.respond(JSON.stringify(reply(message.json<Q>())));
        } catch (cause) {
          const head = headers();
          const code = (cause as Error).message === 'ENTRY_NOT_FOUND' ? 'ENTRY_NOT_FOUND' : 'INTERNAL';
          head.set(messageHeaders.errorCode, code);
          message.respond(JSON.stringify({ code, message: 'no', details: {} }), { headers: head });
        }
      },
    });
  }
}

/** Everything that is published for a channel, put together by sample, as an edge would. */
class Ears {
  readonly messages: FrameMessage[] = [];
  readonly ended: TrackEnded[] = [];
  readonly nowPlaying: NowPlayingChanged[] = [];
  #lastAtMs = 0;
  readonly #subscriptions;

  constructor(readonly channelId: number) {
    this.#subscriptions = [
      nc.subscribe(mediaSubjects.frames(channelId), { callback: (_, message) => this.#hear(decodeFrameMessage(Uint8Array.from(message.data))!) }),
      nc.subscribe(`${mixerContract.trackEnded.subject}.${channelId}`, { callback: (_, message) => void this.ended.push(message.json()) }),
      nc.subscribe(`${mixerContract.nowPlayingChanged.subject}.${channelId}`, { callback: (_, message) => void this.nowPlaying.push(message.json()) }),
      // An edge that has heard everything up to now.
      nc.subscribe(edgeContract.getRecentSound.subject, {
        callback: (_, message) => {
          if (message.json<{ channelId: number }>().channelId !== channelId || this.next === undefined) return;
          const packets = this.messages.slice(-20).flatMap((one) => one.packets.map((packet) => Buffer.from(packet).toString('base64')));
          const dueSample = this.next + Math.floor((performance.now() - this.#lastAtMs) * 48);
          message.respond(JSON.stringify({ channelId, timelineId: this.messages[0]!.timelineId, nextSample: this.next, dueSample, endSample: this.next, packets }));
        },
      }),
    ];
  }

  #hear(message: FrameMessage): void {
    this.messages.push(message);
    this.#lastAtMs = performance.now();
  }

  get next(): number | undefined {
    const last = this.messages.at(-1);
    return last && last.firstSample + last.packets.length * 960;
  }

  get heardSeconds(): number {
    return this.messages.length / 10;
  }

  /** Each sample must come exactly once, in order. */
  expectWhole(): void {
    for (const [i, message] of this.messages.entries()) {
      const before = this.messages[i - 1];
      if (before) expect(message.firstSample).toBe(before.firstSample + before.packets.length * 960);
    }
  }

  /** What a listener hears, from a sample on. */
  pcm(fromSample = 0, toSample = Number.POSITIVE_INFINITY): Float32Array {
    const decoder = new OpusEncoder(SECOND, CHANNELS);
    const all = this.messages.flatMap((message) => message.packets.map((packet) => decoder.decode(Buffer.from(packet))));
    const bytes = Buffer.concat(all);
    const first = this.messages[0]!.firstSample;
    const s16 = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    const pcm = Float32Array.from(s16, (sample) => sample / 32_768);
    return pcm.subarray(Math.max(0, fromSample - first) * CHANNELS, Math.min(pcm.length, (toSample - first) * CHANNELS));
  }

  hzAt(sample: number): number {
    return dominantFrequencyHz(this.pcm(sample, sample + 9_600));
  }

  stop(): void {
    for (const one of this.#subscriptions) one.unsubscribe();
  }
}

interface Stage {
  channelId: number;
  ears: Ears;
  dataDir: string;
  start: (instance?: string, dataDir?: string, env?: Record<string, string>) => ChildProcess;
}

async function stage(extra: Partial<ChannelDto> = {}): Promise<Stage> {
  const channelId = nextChannel++;
  const ears = new Ears(channelId);
  const dataDir = tempFolder('mixer');
  const dto: ChannelDto = {
    channelId, slug: `c${channelId}`, name: 'Test', description: '', genre: '', fallbackPlaylistId: null, crossfadeMs: 1_000, requestsInterrupt: false,
    maxWaitingPerUser: 3, targetLufs: -16, opusKbps: 128, mp3Kbps: 128, silenceThresholdDbfs: -50, silenceLimitMs: 8_000, liveSilenceLimitMs: 20_000, ...extra,
  };
  for (let old = 1; old < channelId; old += 1) await kv.delete(kvKeys.channel(old));
  await kv.put(kvKeys.channel(channelId), dto);
  const start = (instance = 'm1', folder = dataDir, env: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, [path.resolve(__dirname, '../dist/main.js')], {
      stdio: ['ignore', process.env['MX_LOG'] ? 'inherit' : 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'], NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password, DATA_DIR: folder, SERVICE_INSTANCE: `${instance}-${channelId}`,
        LIBRARY_MEDIA_URL: house.url, LOG_LEVEL: process.env['MX_LOG'] ?? 'warn', ...env,
      },
    });
    running.push(child);
    return child;
  };
  return { channelId, ears, dataDir, start };
}

function libfaketime(): string {
  const file = execFileSync('sh', ['-c', 'echo /usr/lib/*/faketime/libfaketime.so.1'], { encoding: 'utf8' }).trim();
  if (!existsSync(file)) throw new Error('this needs the package faketime');
  return file;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function ask<A>(contract: RpcContract<object, object>, request: object): Promise<A> {
  const message = await nc.request(contract.subject, JSON.stringify(request), { timeout: 3_000 });
  const code = message.headers?.get(messageHeaders.errorCode);
  if (code) throw new Error(code);
  return message.json<A>();
}

const playing = (ears: Ears, name: string) => waitFor(() => ears.nowPlaying.find(({ nowPlaying }) => nowPlaying.track?.name === name), { timeoutMs: 20_000, what: `track ${name}` });

describe('without NATS for a moment', () => {
  it('plays on, and has what was missed', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 2, { timeoutMs: 15_000, what: 'two seconds' });
    await nats.restart();
    const before = ears.next!;
    await waitFor(() => ears.next! > before + 3 * SECOND, { timeoutMs: 10_000, what: 'three seconds more' });
    const reply = await waitFor(() => nc.request(mediaSubjects.resend, JSON.stringify({ channelId, fromSample: before }), { timeout: 1_000 }), { what: 'an answer' });
    const again = decodeResendReply(reply.data);
    expect(again[0]!.firstSample).toBe(before);
    for (const [i, message] of again.entries()) expect(message).toMatchObject({ epoch: ears.messages[0]!.epoch, firstSample: before + i * 4_800 });
  });
});

describe('alone', () => {
  it('sends noise as soon as there is a channel, in whole messages without a hole', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 4, { timeoutMs: 15_000, what: 'four seconds' });
    ears.expectWhole();
    expect(ears.messages[0]).toMatchObject({ firstSample: 0, startsClean: true });
    expect(ears.messages.every(({ packets }) => packets.length === 5)).toBe(true);
    expect(ears.messages.filter(({ startsClean }) => startsClean)).toHaveLength(1);
    // The coder leaves out what lies over 20 kHz, 0.8 dB of white noise.
    expect(Math.abs(rmsDb(ears.pcm(3 * SECOND)) + 24.8)).toBeLessThan(1);
    const status = await ask<MixerStatusDto>(mixerContract.getStatus, { channelId });
    expect(status).toMatchObject({ tier: 'noise', isSilenceRequested: false, silentForMs: 0 });
    await expect(ask(mixerContract.skip, { channelId, userId: 'operator' })).rejects.toThrow('NOTHING_TO_SKIP');
    await expect(ask(mixerContract.getStatus, { channelId: 999 })).rejects.toThrow('CHANNEL_NOT_ON_AIR');
  });

  it('gives the last ten seconds to who asks', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 3, { timeoutMs: 15_000, what: 'three seconds' });
    const from = 1 * SECOND + 100;
    const reply = await nc.request(mediaSubjects.resend, JSON.stringify({ channelId, fromSample: from }), { timeout: 2_000 });
    const again = decodeResendReply(reply.data);
    expect(again[0]!.firstSample).toBe(SECOND);
    for (const message of again.slice(0, 10)) expect(message).toEqual(ears.messages.find(({ firstSample }) => firstSample === message.firstSample));
  });

  it('goes on after being stopped, catching up what it missed', async () => {
    const { channelId, ears, start } = await stage();
    const mixer = start();
    await waitFor(() => ears.heardSeconds > 1, { timeoutMs: 15_000, what: 'first second' });
    mixer.kill('SIGSTOP');
    const [stoppedAt, count] = [performance.now(), ears.messages.length];
    await waitFor(() => performance.now() - stoppedAt > 4_000, { what: 'four seconds of standstill' });
    mixer.kill('SIGCONT');
    await waitFor(() => ears.messages.length > count + 40, { timeoutMs: 2_000, what: 'catching up' });
    ears.expectWhole();
    expect(new Set(ears.messages.map(({ epoch }) => epoch)).size).toBe(1);
    expect((await ask<MixerStatusDto>(mixerContract.getStatus, { channelId })).lateFrames).toBeGreaterThan(0);
  });
});

describe('the mode', () => {
  const mode = (channelId: number) => ask<ChannelModeDto>(mixerContract.getMode, { channelId }).then((reply) => reply.mode);
  const set = (channelId: number, wanted: string) => ask<ChannelModeDto>(mixerContract.setMode, { channelId, mode: wanted, userId: 'operator' });

  it('is radio until an operator pauses, which is digital silence, and well; then noise again', async () => {
    const { channelId, ears, start } = await stage();
    start();
    const status = () => ask<MixerStatusDto>(mixerContract.getStatus, { channelId });
    await waitFor(() => ears.heardSeconds > 2.5, { timeoutMs: 15_000, what: 'noise' });
    expect(await mode(channelId)).toBe('radio');
    expect(await set(channelId, 'paused')).toEqual({ channelId, mode: 'paused' });
    await waitFor(async () => (await status()).rmsDb === -200, { timeoutMs: 8_000, what: 'digital silence' });
    expect(await status()).toMatchObject({ tier: 'silence', isSilenceRequested: true, silentForMs: 0, tierRmsDb: -200, demotedLiveRmsDb: null, silences: { output: 0 } });
    expect(await mode(channelId)).toBe('paused');
    await set(channelId, 'radio');
    await waitFor(async () => (await status()).rmsDb > -26, { timeoutMs: 8_000, what: 'noise again' });
    expect(await status()).toMatchObject({ tier: 'noise', isSilenceRequested: false, silentForMs: 0, missedFrames: 0 });
    expect((await status()).dueFrames).toBeGreaterThan(200);
    ears.expectWhole();
  });

  it('is the last one that was asked for, however many ask at once, and of channels that there are', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 1, { timeoutMs: 15_000, what: 'sound' });
    const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => set(channelId, i % 2 === 0 ? 'paused' : 'none')));
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    await set(channelId, 'none');
    expect(await mode(channelId)).toBe('none');
    await expect(set(999, 'paused')).rejects.toThrow('CHANNEL_NOT_FOUND');
    await expect(mode(999)).rejects.toThrow('CHANNEL_NOT_FOUND');
    await expect(set(channelId, 'loud')).rejects.toThrow('BAD_REQUEST');
  });
});

describe('the playlist', () => {
  it('plays in order with crossfades, and tells what is heard when', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6), await song(330, 6)];
    start();
    await waitFor(() => ears.nowPlaying.filter(({ nowPlaying }) => nowPlaying.tier === 'playlist').length >= 3 && ears.ended.length >= 1, { timeoutMs: 30_000, what: 'two changes' });
    const first = ears.nowPlaying.findIndex(({ nowPlaying }) => nowPlaying.tier === 'playlist');
    const [a, b, c] = ears.nowPlaying.slice(first).map(({ nowPlaying }) => nowPlaying);
    await waitFor(() => ears.next! > c!.startedAtSample + 2 * SECOND, { what: 'the third track' });
    ears.expectWhole();
    expect(c!.startedAtSample - b!.startedAtSample).toBe(5 * SECOND);
    const sound = ears.pcm(a!.startedAtSample + 3 * SECOND);
    expect(deepestHoleDb(sound)).toBeLessThan(9);
    expect(largestStepDbfs(sound)).toBeLessThan(-30);
    expect(Math.abs(ears.hzAt(a!.startedAtSample + 3 * SECOND) - Number.parseInt(a!.track!.name))).toBeLessThan(3);
    expect(Math.abs(ears.hzAt(b!.startedAtSample + 3 * SECOND) - Number.parseInt(b!.track!.name))).toBeLessThan(3);
    expect(ears.ended[0]).toMatchObject({ reason: 'ended', trackId: a!.track!.trackId, entryId: null });
    const revs = [...ears.nowPlaying, ...ears.ended].map(({ rev }) => rev);
    expect(new Set(revs).size).toBe(revs.length);
    expect((await ask<NowPlayingReply>(mixerContract.getNowPlaying, { channelId })).nowPlaying.track?.name).toBe(ears.nowPlaying.at(-1)!.nowPlaying.track!.name);
  });

  it('ends in noise when it is emptied, and is back when it holds music', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6)];
    start();
    await playing(ears, '220 Hz');
    house.playlist = [];
    const changed = () => nc.publish(`${libraryContract.playlistChanged.subject}.${channelId}`, JSON.stringify({ rev: 1, channelId, playlistId: randomUUID(), trackCount: 0 }));
    changed();
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.tier === 'noise', { timeoutMs: 20_000, what: 'noise' });
    house.playlist = [await song(330, 6)];
    changed();
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.track?.name === '330 Hz', { timeoutMs: 3_000, what: 'music again' });
  });

  it('goes round from its own copies while the library is away', async () => {
    const { ears, start } = await stage();
    house.playlist = [await song(220, 4), await song(330, 4)];
    const mixer = start();
    await playing(ears, '330 Hz');
    house.isLibraryAway = true;
    await end(mixer, 'SIGKILL');
    start();
    const before = ears.nowPlaying.length;
    await waitFor(() => ears.nowPlaying.slice(before).filter(({ nowPlaying }) => nowPlaying.tier === 'playlist').length >= 4, { timeoutMs: 30_000, what: 'four tracks' });
    expect(ears.nowPlaying.slice(before).every(({ nowPlaying }) => nowPlaying.tier === 'playlist')).toBe(true);
    ears.expectWhole();
  });

  it('skips one track for any number of clicks, at the sample it says', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60), await song(440, 60)];
    start();
    const { nowPlaying } = await waitFor(() => ears.nowPlaying.find((one) => one.nowPlaying.tier === 'playlist'), { timeoutMs: 20_000, what: 'music' });
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 3 * SECOND, { what: 'three seconds' });
    const skip = () => ask<SteeringReply>(mixerContract.skip, { channelId, userId: 'operator', expectedId: nowPlaying.track!.trackId });
    const answers = await Promise.allSettled([skip(), skip(), skip()]);
    const [reply] = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(reply!.appliesAtSample - reply!.nowSample).toBeLessThanOrEqual(24_000);
    await waitFor(() => ears.next! > reply!.appliesAtSample + 2 * SECOND, { what: 'what comes after' });
    expect(ears.nowPlaying.filter((one) => one.nowPlaying.tier === 'playlist')).toHaveLength(2);
    const other = nowPlaying.track!.name === '220 Hz' ? 440 : 220;
    expect(Math.abs(ears.hzAt(reply!.appliesAtSample + 960) - other)).toBeLessThan(8);
    expect(Math.abs(ears.hzAt(reply!.appliesAtSample - 960 - 9_600) - (660 - other))).toBeLessThan(8);
    await waitFor(() => ears.ended.length === 1, { what: 'the end of the track' });
    expect(ears.ended[0]).toMatchObject({ reason: 'skipped', trackId: nowPlaying.track!.trackId });
  });
});

describe('a restart', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('by %s goes on in the same song, without a missing or repeated sample', async (signal) => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60)];
    const mixer = start();
    const { nowPlaying } = await playing(ears, '220 Hz');
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 4 * SECOND, { what: 'four seconds' });
    await end(mixer, signal);
    const seam = ears.next!;
    start();
    await waitFor(() => ears.next! > seam + 6 * SECOND, { timeoutMs: 15_000, what: 'more of it' });
    ears.expectWhole();
    const epochs = [...new Set(ears.messages.map(({ epoch }) => epoch))];
    expect(epochs).toHaveLength(2);
    expect(epochs[1]).toBeGreaterThan(epochs[0]!);
    expect(ears.messages.find(({ epoch }) => epoch === epochs[1])).toMatchObject({ startsClean: true, firstSample: seam });
    // The tone runs through the seam: same phase on both sides, no step, no blast.
    const around = ears.pcm(seam - 2 * SECOND, seam + 2 * SECOND);
    expect(largestStepDbfs(around)).toBeLessThan(-30);
    expect(deepestHoleDb(around)).toBeLessThan(1);
    expect(rmsDb(ears.pcm(seam - 480, seam + 1_440)) - rmsDb(ears.pcm(seam - SECOND, seam - 480))).toBeLessThan(1);
    expect((await ask<NowPlayingReply>(mixerContract.getNowPlaying, { channelId })).nowPlaying).toMatchObject({ startedAtSample: nowPlaying.startedAtSample, offsetSamples: 0 });
    const playhead = await kv.get<StoredPlayhead>(kvKeys.playhead(channelId));
    expect(playhead!.value).toMatchObject({ epoch: epochs[1], item: { trackId: nowPlaying.track!.trackId, tier: 'playlist' } });
    const timeline = await kv.get<Timeline>(kvKeys.timeline(channelId));
    expect(ears.next! - timeline!.value.nextSample).toBeLessThan(SECOND);
  });

  it('is taken over by a standby when its frames stop', async () => {
    const { ears, start, channelId } = await stage();
    house.playlist = [await song(220, 60)];
    const owner = start('m1');
    const { nowPlaying } = await playing(ears, '220 Hz');
    start('m2', tempFolder('mixer2'));
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 8 * SECOND, { timeoutMs: 15_000, what: 'eight seconds' });
    expect(new Set(ears.messages.map(({ epoch }) => epoch)).size).toBe(1);
    await end(owner, 'SIGKILL');
    const [seam, killedAt] = [ears.next!, performance.now()];
    await waitFor(() => ears.next! > seam, { timeoutMs: 5_000, what: 'the other one' });
    expect(performance.now() - killedAt).toBeLessThan(2_000);
    await waitFor(() => ears.next! > seam + 3 * SECOND, { what: 'more' });
    ears.expectWhole();
    // It had the file ready: the song goes on where it was.
    expect(ears.nowPlaying.at(-1)!.nowPlaying).toMatchObject({ tier: 'playlist', startedAtSample: nowPlaying.startedAtSample });
    expect(deepestHoleDb(ears.pcm(seam - 2 * SECOND))).toBeLessThan(3);
    expect(largestStepDbfs(ears.pcm(seam - 2 * SECOND))).toBeLessThan(-30);
    // The first one comes back and does not take it away again.
    start('m1');
    await waitFor(() => ears.next! > seam + 7 * SECOND, { what: 'more' });
    ears.expectWhole();
    expect((await kv.get<{ instanceId: string }>(kvKeys.owner(channelId)))!.value.instanceId).toBe(`m2-${channelId}`);
  });
});

describe('the wall clock', () => {
  it.each([3_600, -3_600])('may be set by %d seconds, while a mixer plays and while one takes over', async (seconds) => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60)];
    // A mixer that reads the wall clock from a file, and the monotonic one from the machine.
    const clock = path.join(tempFolder('clock'), 'now');
    const env = { LD_PRELOAD: libfaketime(), FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
    const set = (offset: number) => writeFileSync(clock, `${offset < 0 ? '' : '+'}${offset}`);
    set(0);
    const owner = start('m1', undefined, env);
    const { nowPlaying } = await playing(ears, '220 Hz');
    start('m2', tempFolder('mixer2'), env);
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 6 * SECOND, { timeoutMs: 15_000, what: 'six seconds' });
    const epoch = ears.messages[0]!.epoch;
    const before = { sample: ears.next!, atMs: performance.now(), rev: ears.nowPlaying.at(-1)!.rev };
    set(seconds);
    const written = async () => Date.parse((await kv.get<Timeline>(kvKeys.timeline(channelId)))!.value.writtenAt);
    await waitFor(async () => Math.abs((await written()) - Date.now() - seconds * 1000) < 5_000, { what: 'the new time in its notes' });
    await waitFor(() => ears.next! > before.sample + 3 * SECOND, { what: 'three seconds more' });
    expect(new Set(ears.messages.map((message) => message.epoch))).toEqual(new Set([epoch]));
    await end(owner, 'SIGKILL');
    await waitFor(() => ears.messages.some((message) => message.epoch > epoch), { timeoutMs: 5_000, what: 'the other one' });
    await waitFor(() => ears.next! > before.sample + 9 * SECOND, { what: 'more' });
    ears.expectWhole();
    // The count runs with the machine's own clock all the time.
    expect(Math.abs((ears.next! - before.sample) / 48 - (performance.now() - before.atMs))).toBeLessThan(500);
    expect(ears.nowPlaying.at(-1)!.nowPlaying).toMatchObject({ startedAtSample: nowPlaying.startedAtSample });
    expect(ears.nowPlaying.at(-1)!.rev).toBeGreaterThan(before.rev);
  });
});

describe('a crossfade', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('goes on where it was when its mixer ends by %s', async (signal) => {
    const { ears, start } = await stage({ crossfadeMs: 4_000 });
    house.playlist = [await song(220, 12), await song(330, 30)];
    const owner = start('m1');
    await playing(ears, '220 Hz');
    start('m2', tempFolder('mixer2'));
    const { nowPlaying } = await playing(ears, '330 Hz');
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 1.5 * SECOND, { what: 'a part of the fade' });
    owner.kill(signal);
    await once(owner, 'exit');
    const seam = await waitFor(() => ears.messages.find(({ epoch }) => epoch > ears.messages[0]!.epoch)?.firstSample, { timeoutMs: 5_000, what: 'the other one' });
    expect(seam - nowPlaying.startedAtSample).toBeLessThan(3.5 * SECOND);
    await waitFor(() => ears.next! > seam + 5 * SECOND, { what: 'more' });
    ears.expectWhole();
    // Both are heard on both sides of the seam, and the fade takes as long as it would have.
    for (const at of [seam - 9_600, seam + 960]) {
      const sound = ears.pcm(at, at + 4_800);
      for (const hz of [220, 330]) expect(goertzelDb(sound, hz)).toBeGreaterThan(-40);
    }
    expect(goertzelDb(ears.pcm(nowPlaying.startedAtSample + 4.2 * SECOND, nowPlaying.startedAtSample + 4.7 * SECOND), 220)).toBeLessThan(-60);
    const around = ears.pcm(nowPlaying.startedAtSample - SECOND, nowPlaying.startedAtSample + 6 * SECOND);
    expect(largestStepDbfs(around)).toBeLessThan(-30);
    expect(deepestHoleDb(around)).toBeLessThan(3);
    expect(ears.ended.at(-1)).toMatchObject({ reason: 'ended' });
    expect(ears.nowPlaying.at(-1)!.nowPlaying.startedAtSample).toBe(nowPlaying.startedAtSample);
    const revs = ears.nowPlaying.map(({ rev }) => rev);
    expect(revs).toEqual([...revs].sort((a, b) => a - b));
  });
});

describe('requests', () => {
  it('play after the running track, are told to the queue, and give way to the playlist', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6)];
    start();
    await playing(ears, '220 Hz');
    const entry = house.request(await song(440, 5), channelId);
    const { nowPlaying } = await playing(ears, '440 Hz');
    expect(nowPlaying).toMatchObject({ tier: 'requests', entryId: entry.id, requestedBy: 'guest:mia' });
    expect(house.started).toEqual([entry.id]);
    await waitFor(() => ears.ended.find(({ entryId }) => entryId === entry.id), { timeoutMs: 15_000, what: 'its end' });
    const playhead = await waitFor(async () => {
      const found = await kv.get<StoredPlayhead>(kvKeys.playhead(channelId));
      return found?.value.finishedEntryIds.includes(entry.id) === true ? found : undefined;
    });
    expect(playhead.value.item).toMatchObject({ tier: 'playlist', entryId: null });
    expect(largestStepDbfs(ears.pcm(nowPlaying.startedAtSample - SECOND))).toBeLessThan(-30);
  });

  it('do not play when the queue says at the last moment that they are gone', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6), await song(330, 6)];
    start();
    await waitFor(() => ears.nowPlaying.some(({ nowPlaying }) => nowPlaying.tier === 'playlist'), { timeoutMs: 20_000, what: 'music' });
    const gone = house.request(await song(440, 5), channelId);
    house.refuseStart.add(gone.id);
    await waitFor(() => ears.ended.length >= 1, { timeoutMs: 15_000, what: 'end of the first track' });
    expect(ears.nowPlaying.some(({ nowPlaying }) => nowPlaying.entryId === gone.id)).toBe(false);
    expect(ears.nowPlaying.at(-1)!.nowPlaying.tier).toBe('playlist');
    ears.expectWhole();
  });
});

/** The pages of an Ogg stream before its sound. */
function headerPages(bytes: Buffer): Buffer {
  const pages = new OggDemuxer().push(bytes.subarray(0, 60_000));
  const first = pages.findIndex(({ granule }) => granule > 0);
  return Buffer.concat(pages.slice(0, first).map((page) => page.bytes));
}

describe('live', () => {
  /** A harbor that sends a file as its encoder would: in real time, or as fast as it is acknowledged. */
  class Harbor {
    readonly session: LiveSessionDto;
    acked = 0;
    heard = 0;
    sent = 0;
    sentBytes = 0;
    /** What a decoder needs that begins in the middle, base64. */
    header = '';
    #end = false;

    constructor(readonly channelId: number, readonly bytes: Buffer, format: LiveSessionDto['format'], readonly chunkBytes = 4_096) {
      this.session = { sessionId: randomUUID(), channelId, harborId: 'h1', djName: 'Mia', format, title: 'First song', startedAt: new Date().toISOString() };
      nc.subscribe(instanceSubject(harborContract.attach, this.session.harborId), {
        callback: (_, message) => {
          if (message.json<{ sessionId: string }>().sessionId !== this.session.sessionId) return;
          message.respond(JSON.stringify({ session: this.session, header: this.heard === 0 ? '' : this.header, nextNumber: this.heard }));
          for (let number = this.heard; number < this.sent; number += 1) this.#publish(number);
        },
      });
      nc.subscribe(mediaSubjects.liveAcks(channelId, this.session.sessionId), {
        callback: (_, message) => {
          const ack = decodeLiveAck(message.data)!;
          this.acked = Math.max(this.acked, ack.nextNumber);
          this.heard = Math.max(this.heard, ack.heardNumber);
        },
      });
    }

    async live(bytesPerSecond: number): Promise<void> {
      await kv.put(kvKeys.live(this.channelId), this.session);
      const began = performance.now();
      await waitFor(() => {
        const due = Math.min(this.bytes.length, (bytesPerSecond * (performance.now() - began)) / 1000);
        while (this.sentBytes < due && this.sentBytes < this.bytes.length && (this.sent - this.acked) * this.chunkBytes < 512 * 1024) this.#send();
        return this.#end || this.sentBytes >= this.bytes.length;
      }, { timeoutMs: 60_000, everyMs: 10 });
    }

    async hangUp(): Promise<void> {
      this.#end = true;
      nc.publish(mediaSubjects.liveChunks(this.channelId, this.session.sessionId), encodeLiveChunk({ number: this.sent, isEnd: true, bytes: new Uint8Array(0) }));
      await kv.delete(kvKeys.live(this.channelId));
    }

    #send(): void {
      this.sent += 1;
      this.sentBytes = Math.min(this.bytes.length, this.sent * this.chunkBytes);
      this.#publish(this.sent - 1);
    }

    #publish(number: number): void {
      const bytes = this.bytes.subarray(number * this.chunkBytes, (number + 1) * this.chunkBytes);
      nc.publish(mediaSubjects.liveChunks(this.channelId, this.session.sessionId), encodeLiveChunk({ number, isEnd: false, bytes }));
    }
  }

  it.each([['vorbis', 'ogg'], ['ogg-flac', 'ogg'], ['mp3', 'mp3']] as const)('%s cuts in, is told, and leaves to the next track', async (codec, format) => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60), await song(330, 60)];
    start();
    const { nowPlaying: first } = await waitFor(() => ears.nowPlaying.find(({ nowPlaying }) => nowPlaying.tier === 'playlist'), { timeoutMs: 20_000, what: 'music' });
    await waitFor(() => ears.next! > first.startedAtSample + 3 * SECOND, { what: 'three seconds of it' });
    const file = path.join(music, `dj.${codec}`);
    await makeTone({ path: file, hz: 440, seconds: 20, dbfs: -12, format: codec });
    const bytes = readFileSync(file);
    const harbor = new Harbor(channelId, bytes, format);
    const [firstByteAt, beganAt] = [ears.next!, performance.now()];
    const sending = harbor.live(bytes.length / 20);
    const { nowPlaying } = await waitFor(() => ears.nowPlaying.find((one) => one.nowPlaying.tier === 'live'), { timeoutMs: 10_000, what: 'the DJ' });
    expect(performance.now() - beganAt).toBeLessThan(4_000);
    expect(nowPlaying.startedAtSample - firstByteAt).toBeLessThan((format === 'ogg' ? 3.7 : 2.7) * SECOND);
    expect(nowPlaying.dj).toMatchObject({ name: 'Mia', title: 'First song' });
    await kv.put(kvKeys.live(channelId), { ...harbor.session, title: 'Second song' });
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.dj?.title === 'Second song', { what: 'the new title' });
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 4 * SECOND, { what: 'four seconds of it' });
    expect(Math.abs(ears.hzAt(nowPlaying.startedAtSample + 3 * SECOND) - 440)).toBeLessThan(5);
    await harbor.hangUp();
    await sending;
    const after = await waitFor(() => ears.nowPlaying.findLast((one) => one.nowPlaying.tier === 'playlist' && one.nowPlaying.startedAtSample > nowPlaying.startedAtSample), { timeoutMs: 10_000, what: 'the next track' });
    expect(after.nowPlaying.dj).toBeNull();
    expect(after.nowPlaying.track!.name).not.toBe(first.track!.name);
    await waitFor(() => ears.next! > after.nowPlaying.startedAtSample + 3 * SECOND, { what: 'three seconds of that' });
    ears.expectWhole();
    const sound = ears.pcm(first.startedAtSample + 2.5 * SECOND);
    expect(deepestHoleDb(sound)).toBeLessThan(9);
    expect(largestStepDbfs(sound)).toBeLessThan(-30);
    expect(ears.ended[0]).toMatchObject({ reason: 'interrupted', trackId: first.track!.trackId });
  });

  /** A tone that rises slowly, so that each place in it sounds like no other. */
  function rising(name: string, args: string[]): string {
    const file = path.join(music, name);
    const tone = "aevalsrc='0.25*sin(2*PI*(150*t+4*t*t))':s=48000:d=40:c=stereo";
    execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i', tone, '-ac', '2', ...args, file]);
    return file;
  }

  /** Where a second of what is heard lies in the file, in frames. */
  function placeIn(file: string, sound: Float32Array): number {
    const bytes = execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-i', file, '-f', 'f32le', '-ac', '2', '-ar', '48000', 'pipe:1'], { maxBuffer: 100_000_000 });
    const whole = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const found = findAlignment(sound, whole, 0);
    expect(found?.score).toBeGreaterThan(0.95);
    return found?.atFrame ?? 0;
  }

  it.each([
    ['vorbis', 'ogg', ['-c:a', 'libvorbis', '-f', 'ogg']],
    ['opus', 'ogg', ['-c:a', 'libopus', '-b:a', '128k', '-f', 'ogg']],
    ['mp3', 'mp3', ['-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'mp3']],
    ['aac', 'aac', ['-c:a', 'aac', '-b:a', '128k', '-f', 'adts']],
  ] as const)('%s goes on at the same place when its mixer is killed', async (codec, format, args) => {
    const { channelId, ears, start } = await stage();
    const file = rising(`rising.${codec}`, [...args]);
    const owner = start('m1');
    await waitFor(() => ears.heardSeconds > 0.5, { timeoutMs: 15_000, what: 'air' });
    start('m2', tempFolder('mixer2'));
    const bytes = readFileSync(file);
    const harbor = new Harbor(channelId, bytes, format, 2_000);
    // The header pages of an Ogg stream come before the first granule that is not zero.
    if (format === 'ogg') harbor.header = headerPages(bytes).toString('base64');
    void harbor.live(bytes.length / 40);
    const { nowPlaying } = await waitFor(() => ears.nowPlaying.find((one) => one.nowPlaying.tier === 'live'), { timeoutMs: 10_000, what: 'the DJ' });
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 8 * SECOND, { timeoutMs: 15_000, what: 'eight seconds of it' });
    await end(owner, 'SIGKILL');
    const [seam, killedAt] = [ears.next!, performance.now()];
    await waitFor(() => ears.next! > seam, { timeoutMs: 5_000, what: 'the other one' });
    const tookMs = performance.now() - killedAt;
    await waitFor(() => ears.next! > seam + 5 * SECOND, { timeoutMs: 10_000, what: 'more of it' });
    ears.expectWhole();
    expect(ears.nowPlaying.at(-1)!.nowPlaying).toMatchObject({ tier: 'live', startedAtSample: nowPlaying.startedAtSample, dj: { name: 'Mia' } });
    const before = placeIn(file, ears.pcm(seam - 1.2 * SECOND, seam - 0.2 * SECOND));
    const after = placeIn(file, ears.pcm(seam + 1 * SECOND, seam + 2 * SECOND));
    expect(Math.abs(after - before - 2.2 * SECOND)).toBeLessThan(48);
    const around = ears.pcm(seam - SECOND, seam + SECOND);
    expect(largestStepDbfs(around)).toBeLessThan(-30);
    expect(deepestHoleDb(around)).toBeLessThan(3);
    expect(tookMs).toBeLessThan(2_000);
    await harbor.hangUp();
  });

  it('is slowed down when it sends faster than it is heard', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 1, { timeoutMs: 15_000, what: 'air' });
    const mp3 = path.join(music, 'fast.mp3');
    await makeTone({ path: mp3, hz: 440, seconds: 300, dbfs: -12, format: 'mp3' });
    const harbor = new Harbor(channelId, readFileSync(mp3), 'mp3');
    void harbor.live(Number.MAX_SAFE_INTEGER).catch(() => undefined);
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.tier === 'live', { timeoutMs: 10_000, what: 'the DJ' });
    const from = ears.next!;
    await waitFor(() => ears.next! > from + 5 * SECOND, { what: 'five seconds of it' });
    // 300 s are 4.8 MB; what was taken is what was heard, 7 s of ring and what lies in pipes (128 kbit/s: 16 kB a second).
    expect(harbor.acked * 4_096).toBeLessThan(40 * 16_000);
    await harbor.hangUp();
  });
});
