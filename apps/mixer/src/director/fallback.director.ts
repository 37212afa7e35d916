import { AppError, libraryContract } from '@longwave/contracts';
import type { TrackMediaDto } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { MediaCache } from '../media-cache/media-cache.service';
import { MediaFetchError } from '../media-cache/media.http-client';
import type { PlayableItem } from '../render/playable-item';
import { FallbackList } from './fallback-list';
import type { FallbackNote, FallbackSlot } from './fallback-list';
import { playableFrom } from './playable-from';

const NOTE = 'fallback';
/** Changes of a playlist come in bursts while music is imported. */
const GATHER_MS = 300;
const RETRY_MS = 2_000;
/** An empty playlist is asked for again so often, should the event that it has music be lost. */
const LOOK_AGAIN_MS = 5_000;

export interface FallbackDependencies {
  channelId: number;
  services: ServiceClient;
  cache: MediaCache;
  log: Logger;
  targetLufs: () => number;
  /** What is ready to be played has changed. */
  changed: () => void;
}

/** Keeps the channel's fallback filled: asks the library for what comes next and fetches its bytes ahead. */
export class FallbackDirector {
  readonly #deps: FallbackDependencies;
  readonly #list: FallbackList;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #wantsAnew = true;
  #isStopped = false;

  /** @param upcoming what another mixer was to play next: it stays */
  constructor(deps: FallbackDependencies, upcoming: readonly TrackMediaDto[]) {
    this.#deps = deps;
    this.#list = new FallbackList(randomUUID, deps.cache.readNote<FallbackNote>(deps.channelId, NOTE));
    if (upcoming.length > 0) {
      this.#list.answered(upcoming, true);
      this.#wantsAnew = false;
    }
    // On the air at once with what lies here, before anybody answers.
    this.#list.fillFromMemory((media) => this.#isCached(media));
  }

  /** What can be played now, in order. */
  get items(): PlayableItem[] {
    return this.#list.slots.flatMap((slot) => this.#playable(slot) ?? []);
  }

  start(): void {
    void this.#work();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** The playlist holds something else now. */
  playlistChanged(): void {
    this.#wantsAnew = true;
    this.#later(GATHER_MS);
  }

  played(key: string): void {
    this.#list.played(key);
    this.#save();
    void this.#work();
  }

  heard(trackId: string): void {
    this.#list.heard(trackId);
    this.#save();
    void this.#work();
  }

  /** Another mixer began it, and it plays on here. */
  resumed(trackId: string): void {
    this.#list.resumed(trackId);
  }

  drop(key: string): void {
    this.#list.drop(key);
    void this.#work();
  }

  media(key: string): TrackMediaDto | undefined {
    return this.#list.slots.find((slot) => slot.key === key)?.media;
  }

  async #work(): Promise<void> {
    if (this.#isAsking || this.#isStopped) return;
    this.#isAsking = true;
    try {
      if (this.#wantsAnew || this.#list.needsMore) await this.#ask();
      await this.#fetchAll();
      this.#comeBack();
    } catch (err) {
      this.#cope(err);
    } finally {
      this.#isAsking = false;
    }
  }

  /** What changed meanwhile, and what an event that was lost would have told. */
  #comeBack(): void {
    if (this.#list.slots.length === 0) this.#wantsAnew = true;
    if (this.#list.slots.length === 0) this.#later(LOOK_AGAIN_MS);
    else if (this.#wantsAnew || this.#list.needsMore) this.#later(GATHER_MS);
  }

  async #ask(): Promise<void> {
    const anew = this.#wantsAnew;
    this.#wantsAnew = false;
    try {
      const { channelId, services } = this.#deps;
      const { items } = await services.call(libraryContract.nextFallbackTracks, { channelId, ...this.#list.question(anew) });
      this.#list.answered(items, anew);
      this.#save();
      this.#deps.changed();
    } catch (error) {
      this.#wantsAnew ||= anew;
      throw error;
    }
  }

  /** One after the other, in playing order: the first is needed first. */
  async #fetchAll(): Promise<void> {
    let heldBack: MediaFetchError | undefined;
    for (const slot of [...this.#list.slots]) {
      if (this.#isStopped || this.#wantsAnew) return;
      if (!this.#list.slots.includes(slot)) continue;
      const isNew = !this.#isCached(slot.media);
      try {
        await this.#deps.cache.fetch(slot.media);
        this.#list.remember(slot.media);
        if (isNew) this.#deps.changed();
      } catch (error) {
        if (error instanceof MediaFetchError && error.isHeldBack) {
          // It keeps its place; what comes after it must not wait for it.
          heldBack ??= error;
          continue;
        }
        if (!(error instanceof MediaFetchError) || !error.isGone) throw error;
        this.#deps.log.warn({ err: error, trackId: slot.media.track.trackId }, 'a track of the fallback cannot be had');
        this.#list.drop(slot.key);
      }
    }
    this.#save();
    if (heldBack) throw heldBack;
  }

  /** The library or its bytes are away: what was cached goes round until they are back. */
  #cope(err: unknown): void {
    const isAway = (err instanceof AppError && err.code === 'SERVICE_UNAVAILABLE') || err instanceof MediaFetchError;
    this.#deps.log[isAway ? 'debug' : 'warn']({ err }, 'the fallback could not be asked for');
    // An address is good for a minute: what could not be fetched is asked for again.
    if (err instanceof MediaFetchError && !err.isHeldBack) this.#wantsAnew = true;
    if (this.#list.fillFromMemory((media) => this.#isCached(media))) this.#deps.changed();
    this.#later(RETRY_MS);
  }

  #later(ms: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#work(), ms);
  }

  #isCached(media: TrackMediaDto): boolean {
    return this.#deps.cache.find(media.contentHash) !== undefined;
  }

  #playable(slot: FallbackSlot): PlayableItem | undefined {
    const path = this.#deps.cache.find(slot.media.contentHash);
    if (path === undefined) return undefined;
    return playableFrom(slot.media, { key: slot.key, path, tier: 'playlist', entryId: null, targetLufs: this.#deps.targetLufs() });
  }

  #save(): void {
    this.#deps.cache.writeNote(this.#deps.channelId, NOTE, this.#list.note);
  }
}
