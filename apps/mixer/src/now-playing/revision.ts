/** More changes than can have been told since the last stored number. */
const UNSTORED_MARGIN = 1_000;

/**
 * Numbers the changes of a channel. They grow over restarts and over a loss of all state, since they follow the wall
 * clock, or what was stored where the clock was set back; within a run they grow whatever the clock does.
 */
export class Revision {
  readonly #now: () => number;
  #last: number;

  /**
   * @param nowMs milliseconds since 1970
   * @param stored a number that was told before, or a little less than the last one
   */
  constructor(nowMs: () => number, stored?: number) {
    this.#now = nowMs;
    this.#last = stored === undefined ? 0 : stored + UNSTORED_MARGIN;
  }

  next(): number {
    this.#last = Math.max(this.#last + 1, this.#now());
    return this.#last;
  }

  get current(): number {
    return this.#last;
  }
}
