import { CHANNELS, dominantFrequencyHz, OggDemuxer } from '@longwave/audio';
import {
  type ChannelDto, decodeFrameMessage, decodeLiveAck, edgeContract, encodeLiveChunk, type FrameMessage, harborContract, instanceSubject, kvKeys,
  libraryContract, type LiveSessionDto, mediaSubjects, messageHeaders, mixerContract, type NowPlayingChanged, queueContract, type QueueEntryDto,
  type RpcContract, type TrackEnded, type TrackMediaDto,
} from '@longwave/contracts';
import { connectNats, MediaKv } from '@longwave/messaging';
import { makeTone, startNats, tempFolder, type TestNats, waitFor } from '@longwave/testing';
import { OpusEncoder } from '@discordjs/opus';
import type { NatsConnection } from '@nats-io/nats-core';
import { headers } from '@nats-io/nats-core';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What specs of whole mixers share: real NATS, neighbours that answer as they do, and ears on the bus. Each spec file has its own. */
export const SECOND = 48_000;
export const music = tempFolder('music');
export let nats: TestNats;
export let nc: NatsConnection;
export let kv: MediaKv;
export let house: House;
let nextChannel = 1;
export const running: ChildProcess[] = [];

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

export interface Song {
  media: TrackMediaDto;
  file: string;
}

export async function song(hz: number, seconds: number): Promise<Song> {
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
export class House {
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
export class Ears {
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

export interface Stage {
  channelId: number;
  ears: Ears;
  dataDir: string;
  start: (instance?: string, dataDir?: string, env?: Record<string, string>) => ChildProcess;
}

export async function stage(extra: Partial<ChannelDto> = {}): Promise<Stage> {
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
    const child = spawn(process.execPath, [path.resolve(__dirname, '../../dist/main.js')], {
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

export function libfaketime(): string {
  const file = execFileSync('sh', ['-c', 'echo /usr/lib/*/faketime/libfaketime.so.1'], { encoding: 'utf8' }).trim();
  if (!existsSync(file)) throw new Error('this needs the package faketime');
  return file;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

export async function ask<A>(contract: RpcContract<object, object>, request: object): Promise<A> {
  const message = await nc.request(contract.subject, JSON.stringify(request), { timeout: 3_000 });
  const code = message.headers?.get(messageHeaders.errorCode);
  if (code) throw new Error(code);
  return message.json<A>();
}

export const playing = (ears: Ears, name: string) => waitFor(() => ears.nowPlaying.find(({ nowPlaying }) => nowPlaying.track?.name === name), { timeoutMs: 20_000, what: `track ${name}` });


/** A harbor that sends a file as its encoder would: in real time, or as fast as it is acknowledged. */
export class Harbor {
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

/** The pages of an Ogg stream before its sound. */
export function headerPages(bytes: Buffer): Buffer {
  const pages = new OggDemuxer().push(bytes.subarray(0, 60_000));
  const first = pages.findIndex(({ granule }) => granule > 0);
  return Buffer.concat(pages.slice(0, first).map((page) => page.bytes));
}
