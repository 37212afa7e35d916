import { CHANNELS, findAlignment, SAMPLE_RATE_HZ } from '@longwave/audio';
import { RING_FRAMES } from './durations';
import type { LiveSource } from './live-source';
import type { PcmSource } from './pcm-source';

/** What there was has been decoded when in so long no more came than his encoder sends meanwhile, with room for a busy line. */
const SETTLED_MS = 100;
const SETTLED_FRAMES = 3 * SETTLED_MS * (SAMPLE_RATE_HZ / 1000);
/** Under this the sounds have nothing to do with each other. */
const LEAST_SCORE = 0.5;

/** Where a streamer's sound is to go on. */
export interface LivePlace {
  /** What was heard last, interleaved stereo; as much as can be had, a second is plenty. Empty: nothing is known. */
  heard: Float32Array;
  /** The first frame wanted, counted from the end of `heard`; negative for one within it. */
  fromEndFrames: number;
  /** How far the decoder of before was ahead of the last frame heard, about: where it is looked for first. */
  aheadFrames: number;
}

/** How the place was found; told once. */
export interface LivePlaceFound {
  /** 0 to 1; undefined when nothing could be compared. */
  score: number | undefined;
  /** Frames of the new decoder's output passed over. */
  skippedFrames: number;
}

/**
 * A streamer who was on the air with another mixer, going on here at the very frame. His bytes from a little before come
 * once more through a new decoder, which begins somewhere (formats differ in what they drop at a start), so the place is
 * found by the sound itself: what listeners heard last is looked for in what the decoder gives.
 *
 * Until then it gives nothing and says so by `isPending`. What is not found, in silence for instance, is gone on with about
 * where it should be: within a second or so.
 */
export class ResumedLiveSource implements PcmSource {
  readonly canHurry = false;
  readonly remainingFrames = undefined;
  readonly #place: LivePlace;
  readonly #found: (how: LivePlaceFound) => void;
  #inner: LiveSource | undefined;
  #isPending = true;
  /** How much had come at a moment from which on it is watched whether more does. */
  #mark = { received: 0, atMs: 0 };

  constructor(place: LivePlace, found: (how: LivePlaceFound) => void) {
    this.#place = place;
    this.#found = found;
  }

  get isPending(): boolean {
    return this.#isPending;
  }

  /** Whether it still waits for its decoder. */
  get wantsSource(): boolean {
    return this.#isPending && this.#inner === undefined;
  }

  /** The new decoder's sound. */
  begin(source: LiveSource): void {
    this.#inner = source;
  }

  /** To be called every few milliseconds while it is pending. */
  look(nowMs: number): void {
    const inner = this.#inner;
    if (!inner || !this.#isPending) return;
    const { receivedFrames } = inner;
    if (receivedFrames === 0 && !inner.hasEnded) return;
    if (this.#mark.received === 0 || receivedFrames - this.#mark.received > SETTLED_FRAMES) this.#mark = { received: receivedFrames, atMs: nowMs };
    if (inner.hasEnded || nowMs - this.#mark.atMs >= SETTLED_MS) this.#settle(inner);
  }

  /** It has taken too long: what there is goes on as it is. */
  giveUp(): void {
    if (!this.#isPending) return;
    if (this.#inner) this.#settle(this.#inner);
    else this.#isPending = false;
  }

  get availableFrames(): number {
    return this.#isPending ? 0 : (this.#inner?.availableFrames ?? 0);
  }

  get hasEnded(): boolean {
    return this.#inner ? this.#inner.hasEnded && !this.#isPending : !this.#isPending;
  }

  get failure(): string | undefined {
    return this.#inner?.failure;
  }

  get isReady(): boolean {
    return !this.#isPending && this.#inner?.isReady === true;
  }

  read(out: Float32Array): number {
    return this.#isPending ? 0 : (this.#inner?.read(out) ?? 0);
  }

  stop(): void {
    this.#inner?.stop();
  }

  #settle(inner: LiveSource): void {
    this.#isPending = false;
    const { heard, fromEndFrames, aheadFrames } = this.#place;
    const ring = new Float32Array(RING_FRAMES * CHANNELS);
    const pcm = ring.subarray(0, inner.peek(ring) * CHANNELS);
    const heardFrames = heard.length / CHANNELS;
    const expected = Math.max(0, pcm.length / CHANNELS - aheadFrames - heardFrames);
    const found = findAlignment(heard, pcm, expected);
    const isFound = found !== undefined && found.score >= LEAST_SCORE;
    // Not found, in silence for instance: about there.
    const skippedFrames = Math.max(0, (isFound ? found.atFrame : expected) + heardFrames + fromEndFrames);
    inner.skip(skippedFrames);
    this.#found({ score: found?.score, skippedFrames });
  }
}
