import { AppError, libraryContract, queueContract } from '@longwave/contracts';
import type { QueueEntryDto, StartEntryRequest, TrackMediaDto } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { tempFolder, waitFor } from '@longwave/testing';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MediaCache } from '../media-cache/media-cache.service';
import { MixerConfig } from '../mixer.config';
import { RequestDirector } from './request.director';

const CHANNEL = 1;
const EPOCH = 7;
const away = () => new AppError('SERVICE_UNAVAILABLE', 'away', {});

/** A queue and a library in memory: they answer as the real ones do, and can be made to fail or to hang. */
class Neighbours {
  waiting: QueueEntryDto[] = [];
  readonly started: string[] = [];
  /** Tracks whose bytes are kept back, and those whose bytes were asked for. */
  readonly heldUp = new Set<string>();
  readonly asked = new Set<string>();
  /** Tracks whose bytes are refused for now, and those whose bytes are there no more. */
  readonly broken = new Set<string>();
  readonly gone = new Set<string>();
  /** How each start is answered; undefined: as usual. */
  startFails: (() => AppError | undefined) | undefined;
  isQueueAway = false;
  readonly #asked: QueueEntryDto[] = [];
  readonly #media = new Map<string, TrackMediaDto>();
  readonly #files = new Map<string, Buffer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const trackId = String(request.url).slice(1);
      this.asked.add(trackId);
      if (this.broken.has(trackId)) return void response.writeHead(503).end();
      if (this.gone.has(trackId)) return void response.writeHead(404).end();
      const answer = async (): Promise<void> => {
        await waitFor(() => !this.heldUp.has(trackId), { timeoutMs: 20_000, everyMs: 20, what: 'bytes let go' }).catch(() => undefined);
        response.end(this.#files.get(trackId));
      };
      void answer();
    });
  }

  static async open(): Promise<Neighbours> {
    const made = new Neighbours();
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** A song in the library that somebody asked for. */
  ask(name: string): QueueEntryDto {
    const trackId = randomUUID();
    const bytes = randomBytes(5_000);
    const track = { trackId, name, artist: '', album: '', albumArtUrl: null, durationMs: 60_000, provider: 'local', uri: `local:${trackId}`, metadata: {} };
    this.#files.set(trackId, bytes);
    this.#media.set(trackId, {
      track, contentHash: createHash('sha256').update(bytes).digest('hex'), url: `/${trackId}`, bytes: bytes.length, format: 'mp3', integratedLufs: null, truePeakDbfs: 0, cueInMs: 0, cueOutMs: 60_000,
    });
    const entry: QueueEntryDto = {
      id: randomUUID(), track, requestedByUserId: 'guest:mia', requestedAt: new Date(0).toISOString(), votes: 0, position: this.waiting.length + 1, status: 'waiting', communityId: CHANNEL, voters: [],
    };
    this.waiting.push(entry);
    this.#asked.push(entry);
    return entry;
  }

  forget({ track }: QueueEntryDto): void {
    this.#media.delete(track.trackId);
  }

  remove(entry: QueueEntryDto): void {
    this.waiting = this.waiting.filter(({ id }) => id !== entry.id);
  }

  readonly services = {
    call: (contract: { subject: string }, request: object): Promise<object> =>
      new Promise((resolve) => setImmediate(resolve)).then(() => this.#answer(contract, request)),
  } as Pick<ServiceClient, 'call'>;

  #answer(contract: { subject: string }, request: object): object {
    if (contract === libraryContract.getTrackMedia) {
      const media = this.#media.get((request as { trackId: string }).trackId);
      if (!media) throw new AppError('TRACK_NOT_FOUND', 'no such track', {});
      return media;
    }
    if (this.isQueueAway) throw away();
    if (contract === queueContract.peek) {
      const [entry = null, ...following] = this.waiting;
      return { rev: 1, entry, following: following.slice(0, 4) };
    }
    return this.#start(request as StartEntryRequest);
  }

  #start(request: StartEntryRequest): QueueEntryDto {
    const failure = this.startFails?.();
    if (failure) throw failure;
    const entry = this.waiting.find(({ id }) => id === request.entryId);
    if (!entry && !this.started.includes(request.entryId)) throw new AppError('ENTRY_NOT_FOUND', 'gone', {});
    this.started.push(request.entryId);
    if (entry) this.remove(entry);
    const known = this.#asked.find(({ id }) => id === request.entryId);
    if (!known) throw new Error('an entry that nobody asked for');
    return known;
  }
}

let neighbours: Neighbours;
let cache: MediaCache;
let director: RequestDirector;
let makeDirector: () => RequestDirector;
/** What was offered to be played, at each change. */
let offers: (string | undefined)[];
let unplayable: string[];
beforeEach(async () => {
  neighbours = await Neighbours.open();
  const config = Object.assign(new MixerConfig(), { DATA_DIR: tempFolder('requests'), MIXER_CACHE_MB: 100, LIBRARY_MEDIA_URL: neighbours.url });
  cache = new MediaCache(config);
  offers = [];
  unplayable = [];
  const log = createLogger('test');
  log.level = 'silent';
  makeDirector = () => new RequestDirector({
    channelId: CHANNEL, epoch: EPOCH, services: neighbours.services, cache, log, targetLufs: () => -16,
    changed: () => offers.push(director.item?.entryId ?? undefined), unplayable: ({ id }) => unplayable.push(id),
  }, []);
  director = makeDirector();
});
afterEach(() => {
  director.stop();
  neighbours.close();
});

const offered = (entry: QueueEntryDto, timeoutMs = 5_000) =>
  waitFor(() => (director.item?.entryId === entry.id ? director.item : undefined), { timeoutMs, everyMs: 20, what: `${entry.track.name} offered` });
/** As the page does: an event tells of the change. */
async function reorder(...entries: QueueEntryDto[]): Promise<void> {
  neighbours.waiting = entries;
  await director.look();
}
async function play(entry: QueueEntryDto): Promise<void> {
  const { key } = await offered(entry);
  await director.due(key);
  director.played(key);
}

it('plays what another mixer had started and did not come to play', async () => {
  const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
  director.start();
  await director.due((await offered(first)).key);
  expect(director.started?.entryId).toBe(first.id);
  director.stop();
  // The queue offers the second one only by now.
  director = makeDirector();
  director.start({ trackId: first.track.trackId, entryId: first.id, tier: 'requests', requestedByUserId: null });
  const { key } = await offered(first);
  director.played(key);
  await offered(second);
  expect(new Set(neighbours.started)).toEqual(new Set([first.id]));
});

describe('what another mixer had started and what cannot be had any more', () => {
  const inherit = ({ id, track }: QueueEntryDto) => director.start({ trackId: track.trackId, entryId: id, tier: 'requests', requestedByUserId: null });

  const bytes = ({ track }: QueueEntryDto): unknown => neighbours.gone.add(track.trackId);
  const track = (entry: QueueEntryDto): unknown => neighbours.forget(entry);

  it.each([
    ['its bytes are gone', bytes, true],
    ['its bytes are gone, and the queue was not told of it', bytes, false],
    ['the library does not know it', track, true],
    ['the library does not know it, and the queue was not told of it', track, false],
  ])('fails, told so once, and lets the next one play (%s)', async (_what, lose, isTold) => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    lose(first);
    if (isTold) {
      neighbours.started.push(first.id);
      neighbours.remove(first);
    }
    inherit(first);
    await offered(second, 1_500);
    await waitFor(() => unplayable.length > 0, { what: 'the first told' });
    await director.look();
    expect(unplayable).toEqual([first.id]);
    expect(director.started).toBeNull();
    expect(neighbours.waiting.map(({ id }) => id)).toEqual([second.id]);
  });

  it('vanishes without a word when somebody took it back', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    neighbours.remove(first);
    inherit(first);
    await offered(second, 1_500);
    expect(unplayable).toEqual([]);
    expect(director.started).toBeNull();
  });
});

describe('one after another', () => {
  it('offers the next one the moment the one before is on the air, before the queue has answered', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    director.start();
    const { key } = await offered(first);
    await waitFor(() => cache.findTrack(second.track.trackId), { timeoutMs: 2_000, what: 'the second fetched in advance' });
    neighbours.isQueueAway = true;
    director.played(key);
    expect(director.item?.entryId).toBe(second.id);
  });

  it('goes on to the next one when the queue still offers what it could not be told of', async () => {
    const [first, second, third] = [neighbours.ask('first'), neighbours.ask('second'), neighbours.ask('third')];
    // Redis is away: lists can be read, nothing can be written.
    neighbours.startFails = away;
    director.start();
    await play(first);
    await play(second);
    await offered(third, 1_000);
    expect(neighbours.started).toEqual([]);
    neighbours.startFails = undefined;
    await waitFor(() => neighbours.started.length >= 2, { timeoutMs: 4_000, what: 'both told' });
    expect(new Set(neighbours.started)).toEqual(new Set([first.id, second.id]));
    expect(director.item?.entryId).toBe(third.id);
  });

  it('looks again soon when the queue did not answer while it was told', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    director.start();
    const { key } = await offered(first);
    let failures = 3;
    neighbours.startFails = () => (failures-- > 0 ? away() : undefined);
    await director.due(key);
    director.played(key);
    await offered(second, 4_000);
    await waitFor(() => neighbours.started.includes(first.id), { timeoutMs: 6_000, what: 'the first told' });
  });

  it('is not offered again what the queue took for another mixer’s, nor counted as told', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    neighbours.startFails = () => new AppError('EPOCH_OUTDATED', 'another mixer', {});
    director.start();
    await play(first);
    await offered(second, 1_000);
    expect(neighbours.started).toEqual([]);
    // A new owner's start, or the end of the track, takes it out.
    neighbours.remove(first);
    await director.look();
    expect(director.item?.entryId).toBe(second.id);
  });

  it('offers the second while the bytes of the first cannot be had, and the first as soon as they can', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    neighbours.broken.add(first.track.trackId);
    director.start();
    await offered(second, 1_000);
    neighbours.broken.clear();
    await offered(first, 4_000);
    expect(offers).toEqual([second.id, first.id]);
  });

  it('is not held up by some whose bytes cannot be had, and refuses none of them', async () => {
    const [first, second, third] = [neighbours.ask('first'), neighbours.ask('second'), neighbours.ask('third')];
    for (const { track } of [first, second]) neighbours.broken.add(track.trackId);
    director.start();
    await offered(third, 1_000);
    neighbours.broken.clear();
    await offered(first, 4_000);
    expect([unplayable, neighbours.started]).toEqual([[], []]);
  });

  it('refuses what the library has no more, tells so, and goes on', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    neighbours.forget(first);
    director.start();
    await offered(second);
    expect(unplayable).toEqual([first.id]);
    expect(neighbours.started).toEqual([first.id]);
  });
});

describe('a new order', () => {
  it('keeps the one before until the bytes of the new head are here', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    neighbours.heldUp.add(second.track.trackId);
    director.start();
    await offered(first);
    void reorder(second, first);
    await waitFor(() => neighbours.asked.has(second.track.trackId), { what: 'the second being fetched' });
    expect(director.item?.entryId).toBe(first.id);
    neighbours.heldUp.clear();
    await offered(second);
    // Never nothing in between, which would let the playlist in.
    expect(offers).toEqual([first.id, second.id]);
  });

  it('lets go at once of what was taken back', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    neighbours.heldUp.add(second.track.trackId);
    director.start();
    await offered(first);
    await reorder(second);
    expect(director.item).toBeUndefined();
    neighbours.heldUp.clear();
    await offered(second);
  });

  it('keeps its place for what is due already', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    director.start();
    const { key } = await offered(first);
    const due = director.due(key);
    await reorder(second, first);
    await due;
    expect(director.item?.entryId).toBe(first.id);
    expect(neighbours.started).toEqual([first.id]);
  });

  it('counts as played what began in the moment it was replaced', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    director.start();
    const { key } = await offered(first);
    await reorder(second, first);
    await offered(second);
    director.played(key);
    await waitFor(() => neighbours.started.includes(first.id), { what: 'the first told' });
    expect(director.item?.entryId).toBe(second.id);
  });
});

describe('what is due', () => {
  it('is dropped for the next one when the queue has it no more', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    director.start();
    const { key } = await offered(first);
    neighbours.remove(first);
    await director.due(key);
    await offered(second, 1_000);
  });

  it('plays without the queue, and is dropped if it turns out to have been taken back', async () => {
    const first = neighbours.ask('first');
    director.start();
    const { key } = await offered(first);
    neighbours.isQueueAway = true;
    await director.due(key);
    expect(director.item?.entryId).toBe(first.id);
    neighbours.remove(first);
    neighbours.isQueueAway = false;
    await waitFor(() => director.item === undefined, { timeoutMs: 4_000, what: 'the first dropped' });
    expect(neighbours.started).toEqual([]);
  });

  it('stays although the queue takes another mixer for the owner, until it is taken back', async () => {
    const [first, second] = [neighbours.ask('first'), neighbours.ask('second')];
    neighbours.startFails = () => new AppError('EPOCH_OUTDATED', 'another mixer', {});
    director.start();
    const { key } = await offered(first);
    await director.due(key);
    await director.look();
    expect(director.item?.entryId).toBe(first.id);
    neighbours.remove(first);
    await director.look();
    await offered(second, 1_000);
  });
});
