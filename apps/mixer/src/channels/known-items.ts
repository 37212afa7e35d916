import type { TrackMediaDto } from '@longwave/contracts';

const MAX_KNOWN = 64;

/** Enough of an item to tell about it. */
export interface KnownItem {
  media: TrackMediaDto;
  requestedBy: string | null;
}

/** What is known of the items that the worker has, by their keys. Bounded: the oldest are forgotten. */
export class KnownItems {
  readonly #items = new Map<string, KnownItem>();

  get(key: string): KnownItem | undefined {
    return this.#items.get(key);
  }

  set(key: string, item: KnownItem): void {
    this.#items.set(key, item);
  }

  delete(key: string): void {
    this.#items.delete(key);
  }

  /** Lists change often while music is imported; what was in one long ago is on the air no more, but for this one. */
  forgetOld(onAirKey: string | undefined): void {
    for (const old of this.#items.keys()) if (this.#items.size > MAX_KNOWN && old !== onAirKey) this.#items.delete(old);
  }
}
