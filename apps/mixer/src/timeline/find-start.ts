import { wholeFrame } from './timeline-clock';

/** A longer gap is not caught up at a start: what lay in it has gone by. */
const MAX_CATCH_UP_SAMPLES = 60 * 48_000;
/** An edge may lack this much of what was published when its mixer was killed. */
const MAX_IN_FLIGHT_SAMPLES = 48_000;

/** The sample after the last one that somebody has, and what the count is now by his monotonic clock. */
export interface KnownPosition {
  nextSample: number;
  /** Undefined when he cannot tell. */
  nowSample: number | undefined;
}

export interface StartFacts {
  /** The stored time line: the sample after the last one published, when it was written. */
  stored: { nextSample: number; writtenAtMs: number } | undefined;
  /** What this mixer heard on the bus while it stood by. */
  heard: KnownPosition | undefined;
  /** What this machine noted of what was published last. */
  noted: KnownPosition | undefined;
  /** What an edge has. */
  edge: KnownPosition | undefined;
  /** The wall clock. It is believed only where no monotonic one can be. */
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
 * now: no edge waits for frames that old. A clock that was set never lets the count go back.
 */
export function findStart(facts: StartFacts): Start {
  const { stored, heard, noted, edge } = facts;
  if (!stored) return { firstSample: 0, nowSample: 0 };
  const firstSample = wholeFrame(firstAfter(stored.nextSample, heard ?? noted, edge));
  const nowSample = Math.max(firstSample, heard?.nowSample ?? noted?.nowSample ?? edge?.nowSample ?? byWallClock(stored, facts.nowMs));
  return nowSample - firstSample > MAX_CATCH_UP_SAMPLES ? { firstSample: wholeFrame(nowSample), nowSample } : { firstSample, nowSample };
}

function firstAfter(storedNext: number, published: KnownPosition | undefined, edge: KnownPosition | undefined): number {
  const known = Math.max(storedNext, published?.nextSample ?? 0);
  const atEdge = edge?.nextSample ?? known;
  // The edge's word counts around what is known to be published; else that is up to a write ago.
  const latest = published === undefined ? Math.max(known, atEdge) : known;
  return Math.max(Math.min(atEdge, latest), latest - MAX_IN_FLIGHT_SAMPLES);
}

function byWallClock({ nextSample, writtenAtMs }: { nextSample: number; writtenAtMs: number }, nowMs: number): number {
  return Math.floor(nextSample + Math.max(0, nowMs - writtenAtMs) * 48);
}
