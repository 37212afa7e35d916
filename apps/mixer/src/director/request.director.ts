import { AppError, libraryContract, queueContract } from '@longwave/contracts';
import type { QueueEntryDto, TrackMediaDto } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { MediaCache } from '../media-cache/media-cache.service';
import { MediaFetchError } from '../media-cache/media.http-client';
import type { PlayableItem } from '../render/playable-item';
import { playableFrom } from './playable-from';

const RETRY_MS = 2_000;
/** Events can be lost while NATS is away; the head is looked at so often in any case. */
const LOOK_AGAIN_MS = 10_000;
const MAX_REMEMBERED = 20;

interface Head {
  entry: QueueEntryDto;
  key: string;
  media: TrackMediaDto | undefined;
  path: string | undefined;
  /** The queue agreed that it plays: nothing takes its place any more. */
  isStarted: boolean;
}

export interface RequestDependencies {
  channelId: number;
  epoch: number;
  services: ServiceClient;
  cache: MediaCache;
  log: Logger;
  targetLufs: () => number;
  changed: () => void;
  /** A request turned out to be unplayable before it was heard. */
  unplayable: (entry: QueueEntryDto, message: string) => void;
}

/** Prepares the head of the queue and tells the queue when it plays. */
export class RequestDirector {
  readonly #deps: RequestDependencies;
  #head: Head | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #looksAgain = false;
  #isStopped = false;
  /** Entries that were played or refused: the queue may still name them when it was away meanwhile. */
  #done: string[] = [];
  /** Starts that the queue has not heard of yet. */
  readonly #untold = new Set<string>();

  constructor(deps: RequestDependencies, finishedEntryIds: readonly string[]) {
    this.#deps = deps;
    this.#done = [...finishedEntryIds];
  }

  /** The head of the queue, once its bytes are here. */
  get item(): PlayableItem | undefined {
    const head = this.#head;
    if (!head?.media || head.path === undefined) return undefined;
    return playableFrom(head.media, { key: head.key, path: head.path, tier: 'requests', entryId: head.entry.id, targetLufs: this.#deps.targetLufs() });
  }

  get entry(): QueueEntryDto | undefined {
    return this.#head?.entry;
  }

  get media(): TrackMediaDto | undefined {
    return this.#head?.media;
  }

  start(): void {
    void this.look();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** The queue may have another head now. */
  async look(): Promise<void> {
    if (this.#isStopped) return;
    if (this.#isLooking) {
      this.#looksAgain = true;
      return;
    }
    this.#isLooking = true;
    let againMs = LOOK_AGAIN_MS;
    try {
      do {
        this.#looksAgain = false;
        await this.#lookOnce();
      } while (this.#looksAgain);
    } catch (err) {
      const isAway = (err instanceof AppError && err.code === 'SERVICE_UNAVAILABLE') || err instanceof MediaFetchError;
      this.#deps.log[isAway ? 'debug' : 'warn']({ err }, 'the head of the queue could not be prepared');
      againMs = RETRY_MS;
    } finally {
      this.#isLooking = false;
    }
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.look(), againMs);
  }

  /** Its fade begins in a moment: the last time the queue can object. */
  async due(key: string): Promise<void> {
    const head = this.#head;
    if (!head || head.key !== key || head.isStarted) return;
    if ((await this.#tellStarted(head.entry.id)) === 'gone' && this.#head === head) {
      this.#head = undefined;
      this.#deps.changed();
      void this.look();
    } else {
      head.isStarted = true;
    }
  }

  /** It is on the air. */
  played(key: string): void {
    const head = this.#head;
    if (!head || head.key !== key) return;
    this.#head = undefined;
    this.#markDone(head.entry.id);
    if (head.isStarted) void this.look();
    else void this.#tellStarted(head.entry.id).then(() => this.look());
  }

  /** It cannot be decoded. */
  refuse(key: string, message: string): void {
    if (this.#head?.key === key) this.#refuse(this.#head, message);
  }

  async #lookOnce(): Promise<void> {
    for (const entryId of [...this.#untold]) await this.#tellStarted(entryId);
    const { channelId, services } = this.#deps;
    const { entry } = await services.call(queueContract.peek, { channelId });
    if (this.#isStopped || this.#head?.isStarted === true) return;
    if (entry && this.#done.includes(entry.id)) {
      // It was played while the queue was away, so the queue still offers it.
      await this.#tellStarted(entry.id);
      return;
    }
    if (entry?.id === this.#head?.entry.id && (this.#head?.path !== undefined || !entry)) return;
    this.#head = entry ? { entry, key: randomUUID(), media: undefined, path: undefined, isStarted: false } : undefined;
    this.#deps.changed();
    if (this.#head) await this.#fetch(this.#head);
  }

  async #fetch(head: Head): Promise<void> {
    const { services, cache } = this.#deps;
    try {
      const media = await services.call(libraryContract.getTrackMedia, { trackId: head.entry.track.trackId });
      const path = await cache.fetch(media);
      if (this.#head !== head) return;
      head.media = media;
      head.path = path;
      this.#deps.changed();
    } catch (error) {
      const isRefused = error instanceof AppError && (error.code === 'TRACK_NOT_FOUND' || error.code === 'TRACK_NOT_PLAYABLE');
      if (!isRefused && !(error instanceof MediaFetchError && error.isGone)) throw error;
      if (this.#head === head) this.#refuse(head, error.message);
    }
  }

  /** The queue is told that it plays, so that it leaves the waiting ones; that it failed is told as an event. */
  #refuse(head: Head, message: string): void {
    this.#head = undefined;
    this.#markDone(head.entry.id);
    this.#deps.changed();
    void this.#tellStarted(head.entry.id).then(() => {
      this.#deps.unplayable(head.entry, message);
      return this.look();
    });
  }

  async #tellStarted(entryId: string): Promise<'told' | 'gone' | 'untold'> {
    const { channelId, epoch, services, log } = this.#deps;
    try {
      await services.call(queueContract.startEntry, { channelId, entryId, epoch });
      this.#untold.delete(entryId);
      return 'told';
    } catch (err) {
      const code = err instanceof AppError ? err.code : 'INTERNAL';
      if (code === 'ENTRY_NOT_FOUND' || code === 'EPOCH_OUTDATED') {
        this.#untold.delete(entryId);
        return code === 'ENTRY_NOT_FOUND' ? 'gone' : 'told';
      }
      log[code === 'SERVICE_UNAVAILABLE' ? 'debug' : 'warn']({ err, entryId }, 'the queue could not be told that an entry plays');
      this.#untold.add(entryId);
      return 'untold';
    }
  }

  #markDone(entryId: string): void {
    this.#done = [...this.#done, entryId].slice(-MAX_REMEMBERED);
  }
}
