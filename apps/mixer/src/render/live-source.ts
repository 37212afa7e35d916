import { SAMPLE_RATE_HZ } from '@longwave/audio';
import type { DecoderOutcome } from '@longwave/media-process';
import { DecodedRing } from './decoded-ring';
import type { PausableDecoder } from './decoded-ring';
import { RING_FRAMES, STALL_FRAMES } from './durations';
import type { PcmSource } from './pcm-source';

const SHORTEST_PAUSE_MS = 1_000;
/** More could not be held in the ring. */
const LONGEST_PAUSE_MS = (RING_FRAMES / SAMPLE_RATE_HZ) * 1000 - 1_000;

/**
 * A streamer's sound as it comes. It is ready with the longest pause between arrivals so far (at least 1 s) and 0.4 s
 * more in hand, so that the next such pause is played through.
 */
export class LiveSource implements PcmSource {
  readonly canHurry = false;
  readonly remainingFrames = undefined;
  readonly #ring = new DecodedRing();
  readonly #nowMs: () => number;
  #lastArrivalMs: number | undefined;
  #longestPauseMs = SHORTEST_PAUSE_MS;

  /**
   * @param start starts the decoder with these callbacks
   * @param nowMs the monotonic clock
   */
  constructor(start: (callbacks: { onPcm: (pcm: Float32Array) => void; onEnd: (outcome: DecoderOutcome) => void }) => PausableDecoder, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#ring.attach(start({ onPcm: (pcm) => this.#arrive(pcm), onEnd: this.#ring.onEnd }));
  }

  get availableFrames(): number {
    return this.#ring.availableFrames;
  }

  /** Frames that came out of the decoder and were played, or passed over. */
  get playedFrames(): number {
    return this.#ring.receivedFrames - this.#ring.availableFrames;
  }

  /** Frames that came out of the decoder. */
  get receivedFrames(): number {
    return this.#ring.receivedFrames;
  }

  /** Copies the oldest frames to the beginning of `out`; they stay. Answers how many. */
  peek(out: Float32Array): number {
    return this.#ring.peek(out);
  }

  /** Passes over the oldest frames. */
  skip(frames: number): void {
    this.#ring.skip(frames);
  }

  get hasEnded(): boolean {
    return this.#ring.outcome !== undefined;
  }

  get failure(): string | undefined {
    const { outcome } = this.#ring;
    return outcome === undefined || outcome.status === 'ended' ? undefined : outcome.message;
  }

  get isReady(): boolean {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(this.#longestPauseMs, this.hasEnded ? 0 : this.#pauseNowMs()));
    return this.availableFrames >= (pauseMs / 1000) * SAMPLE_RATE_HZ + STALL_FRAMES;
  }

  read(out: Float32Array): number {
    const wasPaused = this.#ring.isPaused;
    const frames = this.#ring.read(out);
    if (wasPaused && !this.#ring.isPaused) this.#lastArrivalMs = this.#nowMs();
    return frames;
  }

  stop(): void {
    this.#ring.stop();
  }

  #arrive(pcm: Float32Array): void {
    this.#longestPauseMs = Math.max(this.#longestPauseMs, this.#pauseNowMs());
    this.#lastArrivalMs = this.#nowMs();
    this.#ring.onPcm(pcm);
  }

  /** Time since the last arrival; none before the first, and a pause of our own, because the ring was full, says nothing. */
  #pauseNowMs(): number {
    return this.#lastArrivalMs === undefined || this.#ring.isPaused ? 0 : this.#nowMs() - this.#lastArrivalMs;
  }
}
