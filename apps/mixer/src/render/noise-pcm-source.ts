import { CHANNELS, NoiseSource } from '@longwave/audio';
import type { PcmSource } from './pcm-source';

/** The noise of the last tier, as a source that is always ready and never ends. */
export class NoisePcmSource implements PcmSource {
  readonly availableFrames = Number.MAX_SAFE_INTEGER;
  readonly hasEnded = false;
  readonly failure = undefined;
  readonly isReady = true;
  readonly remainingFrames = undefined;
  readonly canHurry = true;
  readonly #noise: NoiseSource;

  constructor(seed: number) {
    this.#noise = new NoiseSource(seed);
  }

  read(out: Float32Array): number {
    this.#noise.fill(out);
    return out.length / CHANNELS;
  }

  stop(): void {
    // Nothing feeds it.
  }
}
