import { HEARD_LATER_SAMPLES, PRIMING_SAMPLES } from '../render/durations';
import { wholeFrame } from './timeline-clock';

/** A longer gap is not caught up at a start: what lay in it has gone by. */
const MAX_CATCH_UP_SAMPLES = 60 * 48_000;
/** An edge may lack this much of what was published when its mixer was killed. */
const MAX_IN_FLIGHT_SAMPLES = 48_000;

export interface StartFacts {
  /** The stored time line: the sample after the last one published, when it was written. */
  stored: { nextSample: number; writtenAtMs: number } | undefined;
  /** What this machine knows of the sample after the last one published, if it was the owner. */
  localNextSample: number | undefined;
  /** What an edge says is the sample after the last one it has. */
  edgeNextSample: number | undefined;
  nowMs: number;
}

/** Where a channel's count begins for a new owner. */
export interface Start {
  firstSample: number;
  /** What the count is now. */
  nowSample: number;
}

/**
 * Where a mixer that takes over goes on: at the sample after the last one heard, so far as anybody knows it; the count
 * runs with time, so that the difference to now is what is caught up. After more than a minute the channel goes on at
 * now: no edge waits for frames that old. A wall clock that was set back never lets the count go back.
 */
export function findStart(facts: StartFacts): Start {
  const { stored, localNextSample, edgeNextSample, nowMs } = facts;
  if (!stored) return { firstSample: 0, nowSample: 0 };
  const published = Math.max(stored.nextSample, localNextSample ?? 0);
  const heard = edgeNextSample ?? published;
  // The edge's word counts around what is known to be published; without a local note that is up to a write ago.
  const latest = localNextSample === undefined ? Math.max(published, heard) : published;
  const firstSample = wholeFrame(Math.max(Math.min(heard, latest), latest - MAX_IN_FLIGHT_SAMPLES));
  const elapsedMs = Math.max(0, nowMs - stored.writtenAtMs);
  const nowSample = Math.max(firstSample, Math.floor(stored.nextSample + elapsedMs * 48));
  return nowSample - firstSample > MAX_CATCH_UP_SAMPLES ? { firstSample: wholeFrame(nowSample), nowSample } : { firstSample, nowSample };
}

/**
 * The place in a file, in frames from its beginning, at which a new owner begins to render it: 100 ms before its first
 * sample, and earlier by what lies between the bus and the ear.
 */
export function resumeFrame(playhead: { startedAtSample: number; offsetSamples: number }, firstSample: number): number {
  return Math.max(0, playhead.offsetSamples + (firstSample - PRIMING_SAMPLES + HEARD_LATER_SAMPLES - playhead.startedAtSample));
}
