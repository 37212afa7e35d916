import { FRAME_SAMPLES, FRAMES_PER_BLOCK, SAMPLE_RATE_HZ } from '@longwave/audio';

/** Samples that travel in one message: 100 ms. */
export const BLOCK_SAMPLES = FRAME_SAMPLES * FRAMES_PER_BLOCK;

/** A moment at which the channel's count is known, on the monotonic clock. */
export interface TimelineAnchor {
  atMs: number;
  sample: number;
}

/** The channel's count at a moment of the monotonic clock, in whole samples. */
export function sampleAt(anchor: TimelineAnchor, nowMs: number): number {
  return Math.floor(anchor.sample + ((nowMs - anchor.atMs) * SAMPLE_RATE_HZ) / 1000);
}

/** The last sample not after this one at which a packet may begin. */
export function wholeFrame(sample: number): number {
  return Math.floor(sample / FRAME_SAMPLES) * FRAME_SAMPLES;
}
