import { SAMPLE_RATE_HZ } from '../player/heard-sample';

/** The channel's newest sample at a moment of the page's own monotonic clock. */
export interface SampleClock {
  readonly timelineId: string;
  readonly sample: number;
  readonly atMs: number;
}

/** The channel's newest sample now, by estimate. */
export function estimateSample(clock: SampleClock, nowMs: number): number {
  return clock.sample + Math.round(((nowMs - clock.atMs) * SAMPLE_RATE_HZ) / 1000);
}

/**
 * Takes in what a message said. Messages are late by their way, and a stored one by how long it lay; none is early. So
 * of two the one that says more is the truer, except on another time line.
 */
export function observeSample(clock: SampleClock | undefined, seen: SampleClock): SampleClock {
  if (clock?.timelineId !== seen.timelineId) return seen;
  return seen.sample > estimateSample(clock, seen.atMs) ? seen : clock;
}
