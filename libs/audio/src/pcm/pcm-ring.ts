import { CHANNELS } from '../constants';

/**
 * A ring of interleaved stereo PCM between one writer and one reader of the same thread, with a fixed capacity. It
 * never grows and never overwrites what was not read: a full ring accepts less, an empty one gives less.
 */
export class PcmRing {
  readonly capacityFrames: number;
  readonly #samples: Float32Array;
  #readAt = 0;
  #held = 0;

  /** @throws RangeError unless the capacity is a positive whole number of frames */
  constructor(capacityFrames: number) {
    if (!Number.isSafeInteger(capacityFrames) || capacityFrames < 1) {
      throw new RangeError('the capacity is a positive whole number of frames');
    }
    this.capacityFrames = capacityFrames;
    this.#samples = new Float32Array(capacityFrames * CHANNELS);
  }

  /** Frames that can be read now. */
  get availableFrames(): number {
    return this.#held / CHANNELS;
  }

  /** Frames that can be written now. */
  get freeFrames(): number {
    return (this.#samples.length - this.#held) / CHANNELS;
  }

  /**
   * Takes as many frames from the beginning of `interleaved` as there is room for.
   *
   * @returns frames taken; the caller keeps the rest
   * @throws RangeError when the input ends in the middle of a frame
   */
  write(interleaved: Float32Array): number {
    assertWholeFrames(interleaved);
    const count = Math.min(interleaved.length, this.#samples.length - this.#held);
    const writeAt = (this.#readAt + this.#held) % this.#samples.length;
    const first = Math.min(count, this.#samples.length - writeAt);
    this.#samples.set(interleaved.subarray(0, first), writeAt);
    this.#samples.set(interleaved.subarray(first, count), 0);
    this.#held += count;
    return count / CHANNELS;
  }

  /**
   * Moves the oldest frames to the beginning of `out`.
   *
   * @returns frames given; the rest of `out` stays as it was
   * @throws RangeError when `out` ends in the middle of a frame
   */
  read(out: Float32Array): number {
    const frames = this.peek(out);
    this.skip(frames);
    return frames;
  }

  /** As read(), but what is copied stays in the ring. */
  peek(out: Float32Array): number {
    assertWholeFrames(out);
    const count = Math.min(out.length, this.#held);
    const first = Math.min(count, this.#samples.length - this.#readAt);
    out.set(this.#samples.subarray(this.#readAt, this.#readAt + first), 0);
    out.set(this.#samples.subarray(0, count - first), first);
    return count / CHANNELS;
  }

  /** Forgets the oldest frames, at most `frames`; answers how many that were. */
  skip(frames: number): number {
    const count = Math.min(Math.max(0, Math.floor(frames)) * CHANNELS, this.#held);
    this.#readAt = (this.#readAt + count) % this.#samples.length;
    this.#held -= count;
    return count / CHANNELS;
  }

  /** Forgets everything held. */
  clear(): void {
    this.#readAt = 0;
    this.#held = 0;
  }
}

function assertWholeFrames(interleaved: Float32Array): void {
  if (interleaved.length % CHANNELS !== 0) throw new RangeError('PCM comes in whole stereo frames');
}
