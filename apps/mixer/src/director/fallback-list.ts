import type { TrackMediaDto } from '@longwave/contracts';

/** How many tracks of the fallback wait at least, cached ahead. */
export const WANTED_UPCOMING = 5;
/** How many are asked for when fewer do. */
const ASK_FOR = 8;
const MAX_RECENT = 150;
/** How many tracks are remembered to play from when the library is away. */
const MAX_REMEMBERED = 60;
/** With the library away nothing is played again before so many others, if there are so many. */
const APART = 10;

/** One place in the list; the same track again is another place. */
export interface FallbackSlot {
  key: string;
  media: TrackMediaDto;
}

/**
 * What the fallback plays next. Pure state: who holds it asks the library and tells it the answers.
 */
export class FallbackList {
  readonly #newKey: () => string;
  #slots: FallbackSlot[] = [];
  #recent: string[];
  #remembered: TrackMediaDto[];
  /** The library said so; a library that is away says nothing. */
  #isEmpty: boolean;

  constructor(newKey: () => string, note: FallbackNote | undefined) {
    this.#newKey = newKey;
    this.#recent = note?.recentTrackIds ?? [];
    this.#remembered = note?.remembered ?? [];
    this.#isEmpty = note?.isEmpty ?? false;
  }

  get slots(): readonly FallbackSlot[] {
    return this.#slots;
  }

  get needsMore(): boolean {
    return this.#slots.length < WANTED_UPCOMING;
  }

  /** What outlives the process. */
  get note(): FallbackNote {
    return { recentTrackIds: this.#recent, remembered: this.#remembered, isEmpty: this.#isEmpty };
  }

  /** What to ask the library: to fill up, or with `anew` for a list that takes the place of this one. */
  question(anew: boolean): { count: number; recentTrackIds: string[] } {
    const pending = anew ? [] : this.#slots.map(({ media }) => media.track.trackId);
    return { count: anew ? ASK_FOR : Math.max(1, ASK_FOR - this.#slots.length), recentTrackIds: [...this.#recent, ...pending].slice(-MAX_RECENT) };
  }

  /** The library's answer to a question. A list that comes anew keeps the places of tracks that are still in it. */
  answered(items: readonly TrackMediaDto[], anew: boolean): void {
    this.#isEmpty = items.length === 0 && (anew || this.#slots.length === 0);
    if (this.#isEmpty) {
      this.#slots = [];
      this.#remembered = [];
      return;
    }
    if (!anew) {
      this.#slots.push(...items.map((media) => this.#slot(media)));
      return;
    }
    const before = [...this.#slots];
    this.#slots = items.map((media) => {
      const at = before.findIndex((slot) => slot.media.contentHash === media.contentHash && slot.media.track.trackId === media.track.trackId);
      const [kept] = at < 0 ? [] : before.splice(at, 1);
      return { key: kept?.key ?? this.#newKey(), media };
    });
  }

  /** The library is away: what was played before and is still here goes round. */
  fillFromMemory(isCached: (media: TrackMediaDto) => boolean): boolean {
    if (this.#isEmpty) return false;
    const usable = this.#remembered.filter(isCached);
    const before = this.#slots.length;
    while (usable.length > 0 && this.#slots.length < WANTED_UPCOMING) {
      const near = [...this.#recent, ...this.#slots.map(({ media }) => media.track.trackId)].slice(-Math.min(APART, usable.length - 1) || undefined);
      const distant = usable.length === 1 ? usable : usable.filter(({ track }) => !near.includes(track.trackId));
      // Whoever was played longest ago, or never, comes first.
      const [media] = distant.toSorted((a, b) => this.#lastPlayed(a) - this.#lastPlayed(b));
      if (!media) break;
      this.#slots.push(this.#slot(media));
    }
    return this.#slots.length > before;
  }

  /** A place came on the air: it and what was before it is behind us. */
  played(key: string): void {
    const at = this.#slots.findIndex((slot) => slot.key === key);
    if (at < 0) return;
    for (const { media } of this.#slots.splice(0, at + 1)) this.#recent.push(media.track.trackId);
    this.#recent = this.#recent.slice(-MAX_RECENT);
  }

  /** A place that cannot be played. */
  drop(key: string): void {
    const dropped = this.#slots.find((slot) => slot.key === key);
    this.#slots = this.#slots.filter((slot) => slot.key !== key);
    if (dropped) this.#remembered = this.#remembered.filter(({ contentHash }) => contentHash !== dropped.media.contentHash);
  }

  /**
   * A request that was played counts as heard as well. Where it waits here, chosen before anybody asked for it, it gives
   * up its next place, unless it parts two that are the same.
   */
  heard(trackId: string): void {
    this.#recent = [...this.#recent, trackId].slice(-MAX_RECENT);
    const ids = this.#slots.map(({ media }) => media.track.trackId);
    const at = ids.indexOf(trackId);
    if (at >= 0 && at < ids.length - 1 && ids[at - 1] !== ids[at + 1]) this.#slots.splice(at, 1);
  }

  /** Another mixer began it, and it plays on here. */
  resumed(trackId: string): void {
    if (this.#recent.at(-1) !== trackId) this.#recent = [...this.#recent, trackId].slice(-MAX_RECENT);
  }

  /** Its bytes are here: it can be played without the library. */
  remember(media: TrackMediaDto): void {
    const others = this.#remembered.filter(({ track }) => track.trackId !== media.track.trackId);
    this.#remembered = [...others, media].slice(-MAX_REMEMBERED);
  }

  #lastPlayed(media: TrackMediaDto): number {
    const inList = this.#slots.findLastIndex((slot) => slot.media.track.trackId === media.track.trackId);
    return inList >= 0 ? this.#recent.length + inList : this.#recent.lastIndexOf(media.track.trackId);
  }

  #slot(media: TrackMediaDto): FallbackSlot {
    return { key: this.#newKey(), media };
  }
}

/** What is kept of a fallback list between runs. */
export interface FallbackNote {
  recentTrackIds: string[];
  remembered: TrackMediaDto[];
  isEmpty: boolean;
}
