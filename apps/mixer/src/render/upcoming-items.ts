import { TRY_AGAIN_FRAMES } from './durations';
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
 *
 * Where the machine cannot run a decoder, which is no fault of the items, all of them stay, and one decoder at a time is
 * tried until one runs. What was decoded before has its turn meanwhile.
 */
export class UpcomingItems {
  readonly #open: (item: PlayableItem) => PcmSource;
  readonly #tellNotRun: (message: string) => void;
  #items: Upcoming[] = [];
  /** No decoder could be run the last time: when the next one is due, and the one that is tried. */
  #fault: { tryAtSample: number; trying?: PcmSource } | undefined;

  /** @param tellNotRun told once when decoders can no longer be run, not at each try */
  constructor(open: (item: PlayableItem) => PcmSource, tellNotRun: (message: string) => void) {
    this.#open = open;
    this.#tellNotRun = tellNotRun;
  }

  /** What has the next turn. */
  get first(): Upcoming | undefined {
    if (!this.#fault) return this.#items[0];
    return this.#items.find(({ source }) => source?.isReady === true) ?? this.#items.find(({ source }) => source !== undefined);
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
    const { first } = this;
    if (first?.source === undefined) return undefined;
    this.#items = this.#items.filter((one) => one !== first);
    return { item: first.item, source: first.source };
  }

  /**
   * Starts decoders, in order, while there are fewer children than allowed.
   *
   * @param playing decoders that run for what is on the air
   * @param sample the channel's count, by which a try is due
   * @returns items that turned out to be unplayable and were dropped
   */
  prepare(playing: number, sample: number): { item: PlayableItem; message: string }[] {
    this.#lookAtTry(sample);
    let running = playing;
    const dropped: { item: PlayableItem; message: string }[] = [];
    for (const one of this.#items) {
      if (one.source === undefined && running >= MAX_FILE_DECODERS) break;
      if (one.source === undefined && !this.#mayOpen(sample)) continue;
      one.source ??= this.#openNow(one.item);
      if (!one.source.hasEnded) running += 1;
      else if (one.source.hasNotRun === true) this.#notRun(one, sample);
      else if (one.source.failure !== undefined && !one.source.isReady) dropped.push({ item: one.item, message: one.source.failure });
    }
    if (dropped.length > 0) this.#items = this.#items.filter((one) => !dropped.some(({ item }) => item.key === one.item.key));
    return dropped;
  }

  stopAll(): void {
    this.set([]);
  }

  #mayOpen(sample: number): boolean {
    return !this.#fault || (!this.#fault.trying && sample >= this.#fault.tryAtSample);
  }

  #openNow(item: PlayableItem): PcmSource {
    const source = this.#open(item);
    if (this.#fault) this.#fault.trying = source;
    return source;
  }

  #notRun(one: Upcoming, sample: number): void {
    if (!this.#fault) this.#tellNotRun(one.source?.failure ?? '');
    one.source = undefined;
    this.#fault = { tryAtSample: sample + TRY_AGAIN_FRAMES };
  }

  /** Whether the decoder that was tried runs. */
  #lookAtTry(sample: number): void {
    const trying = this.#fault?.trying;
    if (!trying || trying.hasNotRun === true) return;
    if (trying.hasEnded || trying.availableFrames > 0) this.#fault = undefined;
    // Its item was taken out of the list meanwhile.
    else if (!this.#items.some(({ source }) => source === trying)) this.#fault = { tryAtSample: sample };
  }
}
