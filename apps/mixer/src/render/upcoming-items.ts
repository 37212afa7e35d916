import type { PcmSource } from './pcm-source';
import type { PlayableItem } from './playable-item';

/** An item that waits for its turn; its source exists once its decoder was started. */
export interface Upcoming {
  item: PlayableItem;
  source: PcmSource | undefined;
}

/** Decoder children of files at one time: one that plays, one that is prepared. */
const MAX_FILE_DECODERS = 2;

/**
 * What plays next, decoded ahead in its order as far as the number of children allows. A file that fits into its ring
 * whole needs no child any more, so that after a short one the next but one is prepared as well.
 */
export class UpcomingItems {
  readonly #open: (item: PlayableItem) => PcmSource;
  #items: Upcoming[] = [];

  constructor(open: (item: PlayableItem) => PcmSource) {
    this.#open = open;
  }

  get first(): Upcoming | undefined {
    return this.#items[0];
  }

  /** Replaces the list; what stays in it keeps what was decoded, what is gone is stopped. */
  set(items: readonly PlayableItem[]): void {
    const before = new Map(this.#items.map((one) => [one.item.key, one]));
    this.#items = items.map((item) => {
      const kept = before.get(item.key);
      before.delete(item.key);
      return { item, source: kept?.source };
    });
    for (const gone of before.values()) gone.source?.stop();
  }

  /** Takes the first item out, to play it. */
  shift(): (Upcoming & { source: PcmSource }) | undefined {
    const [first] = this.#items;
    if (first?.source === undefined) return undefined;
    this.#items.shift();
    return { item: first.item, source: first.source };
  }

  /**
   * Starts decoders, in order, while there are fewer children than allowed.
   *
   * @param playing decoders that run for what is on the air
   * @returns items that turned out to be unplayable and were dropped
   */
  prepare(playing: number): { item: PlayableItem; message: string }[] {
    let running = playing;
    const dropped: { item: PlayableItem; message: string }[] = [];
    for (const one of this.#items) {
      if (one.source === undefined && running >= MAX_FILE_DECODERS) break;
      one.source ??= this.#open(one.item);
      if (!one.source.hasEnded) running += 1;
      else if (one.source.failure !== undefined && !one.source.isReady) dropped.push({ item: one.item, message: one.source.failure });
    }
    if (dropped.length > 0) this.#items = this.#items.filter((one) => !dropped.some(({ item }) => item.key === one.item.key));
    return dropped;
  }

  stopAll(): void {
    this.set([]);
  }
}
