import { AppError, libraryContract, queueContract } from '@longwave/contracts';
import type { QueueEntryDto, StoredItem, TrackDto, TrackMediaDto } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { MediaCache } from '../media-cache/media-cache.service';
import { MediaFetchError } from '../media-cache/media.http-client';
import type { PlayableItem } from '../render/playable-item';
import { EntryStarts } from './entry-starts';
import type { StartAnswer } from './entry-starts';
import { playableFrom } from './playable-from';

const RETRY_MS = 2_000;
/** Events can be lost while NATS is away; the queue is looked at so often in any case. */
const LOOK_AGAIN_MS = 10_000;
/** Looks in a row without a pause, should the queue go on offering what it was told of. */
const MAX_LOOKS = 5;
const MAX_REMEMBERED = 20;
/** Entries whose bytes are fetched before they are needed: the one that plays next and the one after it. */
const AHEAD = 2;

/** An entry whose bytes are here. */
interface Request {
  entry: QueueEntryDto;
  key: string;
  media: TrackMediaDto;
  path: string;
  /** `asked` while the queue has not answered yet. From then on nothing takes its place any more. */
  start: 'not-due' | 'asked' | StartAnswer;
}

export interface RequestDependencies {
  channelId: number;
  epoch: number;
  services: Pick<ServiceClient, 'call'>;
  cache: MediaCache;
  log: Logger;
  targetLufs: () => number;
  changed: () => void;
  /** A request turned out to be unplayable before it was heard. */
  unplayable: (entry: NamedEntry, message: string) => void;
}

/** Of an entry of another mixer's no more than this is known. */
type NamedEntry = Pick<QueueEntryDto, 'id'> & { track: Pick<TrackDto, 'trackId'> };

/**
 * Prepares what waits in the queue and tells the queue when it plays. Offered to be played is the first one in the queue's
 * order whose bytes are here, so that no playlist is heard while one that waits could be.
 */
export class RequestDirector {
  readonly #deps: RequestDependencies;
  readonly #starts: EntryStarts;
  /** What waits as the queue told it last, in its order; without what was played. */
  #waiting: QueueEntryDto[] = [];
  /** Entries whose bytes were fetched, by id; the newest last. Some may not wait any more. */
  readonly #ready = new Map<string, Request>();
  readonly #fetching = new Set<string>();
  /** Entries whose bytes could not be had just now; tried again at the next look. */
  readonly #failed = new Set<string>();
  #head: Request | undefined;
  #inherited: StoredItem | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #looksAgain = false;
  #isStopped = false;
  /** Entries that were played or refused: the queue may still name them when it was away meanwhile. */
  #done: string[];

  constructor(deps: RequestDependencies, finishedEntryIds: readonly string[]) {
    this.#deps = deps;
    this.#starts = new EntryStarts(deps);
    this.#done = [...finishedEntryIds];
  }

  /** The request that plays next. */
  get item(): PlayableItem | undefined {
    const head = this.#head;
    return head && playableFrom(head.media, { key: head.key, path: head.path, tier: 'requests', entryId: head.entry.id, targetLufs: this.#deps.targetLufs() });
  }

  get entry(): QueueEntryDto | undefined {
    return this.#head?.entry;
  }

  get media(): TrackMediaDto | undefined {
    return this.#head?.media;
  }

  /** The request that the queue was asked to start and that is not on the air yet: it waits nowhere else. */
  get started(): StoredItem | null {
    const head = this.#head;
    if (head?.start !== 'told' && head?.start !== 'asked') return this.#inherited ?? null;
    return { trackId: head.media.track.trackId, entryId: head.entry.id, tier: 'requests', requestedByUserId: head.entry.requestedByUserId };
  }

  /** @param started what another mixer had asked the queue to start and did not come to play */
  start(started?: StoredItem | null): void {
    this.#inherited = started ?? undefined;
    void this.look();
  }

  /** Puts first what was inherited. Tried until the queue says whether it still is to be played. */
  async #adopt(): Promise<void> {
    const { services, cache, channelId, epoch } = this.#deps;
    const { entryId, trackId } = this.#inherited ?? {};
    if (entryId == null || trackId === undefined) return;
    if (this.#done.includes(entryId)) return this.#disinherit();
    try {
      const media = cache.findTrack(trackId) ?? (await services.call(libraryContract.getTrackMedia, { trackId }));
      const path = await cache.fetch(media);
      const entry = await services.call(queueContract.startEntry, { channelId, entryId, epoch });
      if (this.#isStopped || (this.#head && this.#head.start !== 'not-due')) return;
      this.#head = { entry, key: randomUUID(), media, path, start: 'told' };
      this.#ready.set(entry.id, this.#head);
      this.#disinherit();
    } catch (error) {
      if (isLost(error)) {
        this.#inherited = undefined;
        return this.#refuse({ id: entryId, track: { trackId } }, error.message);
      }
      if (!(error instanceof AppError) || error.code === 'SERVICE_UNAVAILABLE' || error.code === 'INTERNAL') throw error;
      this.#disinherit();
    }
  }

  #disinherit(): void {
    this.#inherited = undefined;
    this.#deps.changed();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** The queue may have another order now. */
  async look(): Promise<void> {
    if (this.#isStopped) return;
    this.#looksAgain = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#failed.clear();
    let againMs = LOOK_AGAIN_MS;
    try {
      for (let looks = 0; this.#takeLooksAgain(); looks += 1) {
        const found = await this.#lookOnce();
        againMs = found === 'settled' ? LOOK_AGAIN_MS : RETRY_MS;
        if (found === 'progress' && looks < MAX_LOOKS) this.#looksAgain = true;
      }
    } catch (err) {
      this.#complain(err);
      againMs = RETRY_MS;
    } finally {
      this.#isLooking = false;
    }
    this.#lookIn(this.#failed.size > 0 ? RETRY_MS : againMs);
    this.#fetchNext();
  }

  /** Its fade begins in a moment: the last time the queue can object. */
  async due(key: string): Promise<void> {
    const head = this.#head;
    if (!head || head.key !== key || head.start !== 'not-due') return;
    head.start = 'asked';
    head.start = await this.#starts.tell(head.entry.id);
    if (head.start === 'gone') this.#dropGone(head);
    else if (head.start === 'untold') this.#lookIn(RETRY_MS);
  }

  /** It is on the air. */
  played(key: string): void {
    const request = this.#find(key);
    if (!request) return;
    this.#finish(request);
    if (request.start === 'told') void this.look();
    else void this.#starts.tell(request.entry.id).then(() => this.look());
  }

  /** It cannot be decoded. */
  refuse(key: string, message: string): void {
    const request = this.#find(key);
    if (request) this.#refuse(request.entry, message);
  }

  /** @returns `progress` when there may be more by now, `later` when the queue could not be told everything */
  async #lookOnce(): Promise<'settled' | 'progress' | 'later'> {
    await this.#adopt();
    const again = await this.#starts.tellAgain();
    if (this.#head?.start === 'untold') this.#head.start = again.get(this.#head.entry.id) ?? 'untold';
    const { entry, following = [] } = await this.#deps.services.call(queueContract.peek, { channelId: this.#deps.channelId });
    if (this.#isStopped) return 'settled';
    const offered = entry ? [entry, ...following] : [];
    this.#waiting = offered.filter(({ id }) => !this.#done.includes(id));
    this.#choose();
    this.#fetchNext();
    // They were played while the queue was away.
    const answers = await this.#tellAll(offered.filter(({ id }) => this.#done.includes(id)));
    if ([...again.values(), ...answers].includes('untold')) return 'later';
    return answers.some((answer) => answer === 'told' || answer === 'gone') ? 'progress' : 'settled';
  }

  async #tellAll(entries: readonly QueueEntryDto[]): Promise<StartAnswer[]> {
    const answers: StartAnswer[] = [];
    for (const { id } of entries) {
      if (answers.at(-1) === 'untold') break;
      answers.push(await this.#starts.tell(id));
    }
    return answers;
  }

  /** What is offered to be played: what is due stays, unless somebody took it back before the queue heard of its start. */
  #choose(): void {
    const before = this.#head;
    const isTakenBack = before?.start === 'gone' || (before?.start === 'outdated' && !this.#waits(before.entry));
    if (before && before.start !== 'not-due' && !isTakenBack) return;
    this.#head = this.#firstReady();
    if (this.#head !== before) this.#deps.changed();
  }

  #firstReady(): Request | undefined {
    for (const { id } of this.#waiting) {
      const request = this.#ready.get(id);
      // What was fetched long ago may have been thrown away since.
      if (request && this.#deps.cache.find(request.media.contentHash) !== undefined) return request;
      this.#ready.delete(id);
    }
    return undefined;
  }

  /** Fetches in the queue's order, one at a time; a new first one does not wait for what was first before. */
  #fetchNext(): void {
    // What cannot be had just now, however long that lasts, keeps nobody else waiting.
    const next = this.#waiting.filter(({ id }) => !this.#failed.has(id)).slice(0, AHEAD).find(({ id }) => !this.#ready.has(id));
    if (next && !this.#fetching.has(next.id) && !this.#isStopped) void this.#fetch(next);
  }

  async #fetch(entry: QueueEntryDto): Promise<void> {
    const { services, cache } = this.#deps;
    this.#fetching.add(entry.id);
    try {
      const media = await services.call(libraryContract.getTrackMedia, { trackId: entry.track.trackId });
      const path = await cache.fetch(media);
      this.#fetching.delete(entry.id);
      this.#keep({ entry, key: randomUUID(), media, path, start: 'not-due' });
    } catch (error) {
      this.#fetching.delete(entry.id);
      this.#couldNotFetch(entry, error);
    }
  }

  #keep(request: Request): void {
    if (this.#isStopped) return;
    this.#ready.set(request.entry.id, request);
    for (const id of this.#ready.keys()) if (this.#ready.size > MAX_REMEMBERED) this.#ready.delete(id);
    this.#choose();
    this.#fetchNext();
  }

  #couldNotFetch(entry: QueueEntryDto, error: unknown): void {
    if (this.#isStopped) return;
    if (isLost(error)) {
      if (this.#waits(entry)) this.#refuse(entry, error.message);
      return;
    }
    this.#complain(error);
    this.#failed.add(entry.id);
    this.#lookIn(RETRY_MS);
    this.#fetchNext();
  }

  /** The queue is told that it plays, so that it leaves the waiting ones; that it failed is told as an event. */
  #refuse(entry: NamedEntry, message: string): void {
    this.#finish({ entry });
    void this.#starts.tell(entry.id).then(() => {
      this.#deps.unplayable(entry, message);
      return this.look();
    });
  }

  /** It was taken back in the moment before it would have been heard. */
  #dropGone(request: Request): void {
    this.#waiting = this.#waiting.filter(({ id }) => id !== request.entry.id);
    this.#choose();
    void this.look();
  }

  /** It is over with this entry; the next one that is ready takes its place before the queue is asked. */
  #finish({ entry }: { entry: NamedEntry }): void {
    this.#done = [...this.#done, entry.id].slice(-MAX_REMEMBERED);
    this.#waiting = this.#waiting.filter(({ id }) => id !== entry.id);
    this.#ready.delete(entry.id);
    if (this.#head?.entry.id !== entry.id) return;
    this.#head = undefined;
    this.#choose();
    // The choice tells of a change only when it found one.
    if (this.#head === undefined) this.#deps.changed();
    this.#fetchNext();
  }

  #waits(entry: QueueEntryDto): boolean {
    return this.#waiting.some(({ id }) => id === entry.id);
  }

  /** Also one that was offered a moment ago: the renderer may have begun it before it heard of the change. */
  #find(key: string): Request | undefined {
    return this.#head?.key === key ? this.#head : [...this.#ready.values()].find((request) => request.key === key);
  }

  #takeLooksAgain(): boolean {
    const looksAgain = this.#looksAgain && !this.#isStopped;
    this.#looksAgain = false;
    return looksAgain;
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.look(), ms);
  }

  #complain(err: unknown): void {
    const isAway = (err instanceof AppError && err.code === 'SERVICE_UNAVAILABLE') || err instanceof MediaFetchError;
    this.#deps.log[isAway ? 'debug' : 'warn']({ err }, 'a request could not be prepared');
  }
}

/** The track cannot be had, however often one asks. */
function isLost(error: unknown): error is AppError | MediaFetchError {
  if (error instanceof MediaFetchError) return error.isGone;
  return error instanceof AppError && (error.code === 'TRACK_NOT_FOUND' || error.code === 'TRACK_NOT_PLAYABLE');
}
