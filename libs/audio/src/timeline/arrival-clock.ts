import { SAMPLE_RATE_HZ } from '../constants';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
/** Longer than a mixer needs to catch up with what it missed. */
const WINDOW_MS = 15_000;

/**
 * Tells when a sample should have come, from when others came.
 *
 * Every arrival says "sample n was here at t"; the promptest of the last 15 to 30 s counts, so that frames sent
 * again or caught up do not move it, while a mixer that is late for good, or whose clock drifts, is followed. It stands
 * still while nothing arrives. Milliseconds are of any monotonic clock, the same in all calls.
 */
export class ArrivalClock {
  /** Arrival of sample 0, as the promptest arrivals of this and the last window tell it. */
  #current = Number.POSITIVE_INFINITY;
  #previous = Number.POSITIVE_INFINITY;
  #windowBeganMs = Number.NEGATIVE_INFINITY;

  /** Notes that everything before `endSample` was there at `nowMs`. */
  observe(endSample: number, nowMs: number): void {
    if (nowMs - this.#windowBeganMs >= WINDOW_MS) {
      this.#previous = this.#current;
      this.#current = Number.POSITIVE_INFINITY;
      this.#windowBeganMs = nowMs;
    }
    this.#current = Math.min(this.#current, nowMs - endSample / SAMPLES_PER_MS);
  }

  /** How much later than expected it is for everything before `endSample`, in milliseconds; negative when it is early. */
  lateMs(endSample: number, nowMs: number): number {
    const origin = Math.min(this.#current, this.#previous);
    return Number.isFinite(origin) ? nowMs - endSample / SAMPLES_PER_MS - origin : 0;
  }

  /** The sample up to which everything should have come by now; undefined before the first arrival. */
  dueSample(nowMs: number): number | undefined {
    const origin = Math.min(this.#current, this.#previous);
    return Number.isFinite(origin) ? Math.floor((nowMs - origin) * SAMPLES_PER_MS) : undefined;
  }

  /** Lets `ms` pass as if they had not been: this process stood still and could not have heard anything. */
  shift(ms: number): void {
    this.#current += ms;
    this.#previous += ms;
    this.#windowBeganMs += ms;
  }
}
