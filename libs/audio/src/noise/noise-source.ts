/** Largest sample of the noise; uniform noise of ±0.1 has an RMS of 0.1 / √3, −24.8 dBFS. */
const NOISE_PEAK = 0.1;
const TO_NOISE = (2 * NOISE_PEAK) / 2 ** 32;

/**
 * White noise, uniform in ±0.1 (RMS −24.8 dBFS), the same for the same seed whatever the sizes of the blocks.
 * Each sample is drawn by itself, so left and right are uncorrelated. Marsaglia's xorshift32; not for secrets.
 */
export class NoiseSource {
  #state: number;

  /** @param seed any 32-bit integer; 0, which xorshift cannot leave, stands for a fixed other one */
  constructor(seed: number) {
    this.#state = seed | 0 || 0x2545f491;
  }

  /** Fills all of `out` with the next samples. */
  fill(out: Float32Array): void {
    let state = this.#state;
    for (let i = 0; i < out.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      out[i] = state * TO_NOISE;
    }
    this.#state = state;
  }
}
