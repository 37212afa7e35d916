/**
 * Numbers the changes of a channel. They grow over restarts and over a loss of all state, since they follow the wall
 * clock; within a run they grow whatever the clock does.
 */
export class Revision {
  readonly #now: () => number;
  #last = 0;

  /** @param nowMs milliseconds since 1970 */
  constructor(nowMs: () => number) {
    this.#now = nowMs;
  }

  next(): number {
    this.#last = Math.max(this.#last + 1, this.#now());
    return this.#last;
  }

  get current(): number {
    return this.#last;
  }
}
