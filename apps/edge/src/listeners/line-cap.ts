/** Lets so many lines a second into the log, and counts the others. */
export class LineCap {
  #second = Number.NEGATIVE_INFINITY;
  #written = 0;
  #leftOut = 0;

  constructor(private readonly perSecond: number) {}

  /** @returns how many were left out since the last one that was written; undefined when this one is left out too */
  take(nowMs: number): number | undefined {
    const second = Math.floor(nowMs / 1_000);
    if (second !== this.#second) this.#written = 0;
    this.#second = second;
    this.#written += 1;
    if (this.#written > this.perSecond) {
      this.#leftOut += 1;
      return undefined;
    }
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}
