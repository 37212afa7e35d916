import { CHANNELS, PcmRing } from '@longwave/audio';
import type { DecoderOutcome } from '@longwave/media-process';
import { RING_FRAMES, RING_REFILL_FRAMES } from './durations';

/** The part of a decoder that a ring steers. */
export interface PausableDecoder {
  pause: () => void;
  resume: () => void;
  stop: () => void;
}

/**
 * What a decoder child has given and the mixer has not yet played: at most 7 s of raw PCM. When it is full the decoder
 * is paused, and with it, through the pipes, whoever sends to it.
 */
export class DecodedRing {
  readonly #ring = new PcmRing(RING_FRAMES);
  #decoder: PausableDecoder | undefined;
  /** What a last piece held beyond the ring. */
  #overflow: Float32Array | undefined;
  #outcome: DecoderOutcome | undefined;
  #isPaused = false;
  /** Frames ever received. */
  receivedFrames = 0;

  /** Names the decoder, once it is started with this ring's methods as its callbacks. */
  attach(decoder: PausableDecoder): void {
    this.#decoder = decoder;
  }

  readonly onPcm = (interleaved: Float32Array): void => {
    this.receivedFrames += interleaved.length / CHANNELS;
    const taken = this.#overflow ? 0 : this.#ring.write(interleaved);
    if (taken * CHANNELS === interleaved.length) return;
    this.#keep(interleaved.subarray(taken * CHANNELS));
    this.#isPaused = true;
    this.#decoder?.pause();
  };

  readonly onEnd = (outcome: DecoderOutcome): void => {
    this.#outcome = outcome;
  };

  get availableFrames(): number {
    return this.#ring.availableFrames + (this.#overflow?.length ?? 0) / CHANNELS;
  }

  /** How the decoder ended; undefined while it runs. */
  get outcome(): DecoderOutcome | undefined {
    return this.#outcome;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  read(out: Float32Array): number {
    const frames = this.#ring.read(out);
    if (this.#isPaused && this.#ring.freeFrames >= RING_REFILL_FRAMES) this.#goOn();
    return frames;
  }

  /** Copies the oldest frames to the beginning of `out`; they stay. Answers how many. */
  peek(out: Float32Array): number {
    return this.#ring.peek(out);
  }

  /** Forgets the oldest frames. */
  skip(frames: number): void {
    this.#ring.skip(frames);
    if (this.#isPaused && this.#ring.freeFrames >= RING_REFILL_FRAMES) this.#goOn();
  }

  stop(): void {
    this.#decoder?.stop();
  }

  #keep(rest: Float32Array): void {
    if (!this.#overflow) {
      this.#overflow = rest.slice();
      return;
    }
    // A decoder may give one more piece after it was told to pause.
    const joined = new Float32Array(this.#overflow.length + rest.length);
    joined.set(this.#overflow);
    joined.set(rest, this.#overflow.length);
    this.#overflow = joined;
  }

  #goOn(): void {
    if (this.#overflow) {
      const taken = this.#ring.write(this.#overflow);
      this.#overflow = taken * CHANNELS === this.#overflow.length ? undefined : this.#overflow.subarray(taken * CHANNELS);
    }
    if (this.#overflow) return;
    this.#isPaused = false;
    this.#decoder?.resume();
  }
}
