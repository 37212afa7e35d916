/** How much is kept for those who missed something. */
const KEPT_SAMPLES = 10 * 48_000;

interface Kept {
  firstSample: number;
  endSample: number;
  bytes: Uint8Array;
}

/** The frame messages of the last 10 s, as they were sent. */
export class PacketStore {
  #kept: Kept[] = [];

  add(firstSample: number, endSample: number, bytes: Uint8Array): void {
    this.#kept.push({ firstSample, endSample, bytes });
    const oldest = endSample - KEPT_SAMPLES;
    // Rarely and many at once: the array is copied each time.
    if (this.#kept.length > 150) this.#kept = this.#kept.filter((one) => one.endSample > oldest);
  }

  /** Messages from the one that holds the sample on; all that are kept when it is older. */
  since(sample: number): Uint8Array[] {
    const newest = this.#kept.at(-1)?.endSample ?? 0;
    const from = Math.max(sample, newest - KEPT_SAMPLES);
    return this.#kept.filter((one) => one.endSample > from).map((one) => one.bytes);
  }
}
