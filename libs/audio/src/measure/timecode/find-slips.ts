import { SAMPLE_RATE_HZ } from '../../constants';
import type { TimecodeReading } from './read-timecode';
import { TIMECODE_SECONDS } from './timecode-layout';

/** A stretch of a recording in which the time code runs with the time. */
export interface TimecodeRun {
  /** Places of the first and the last reading in the recording. */
  fromSeconds: number;
  toSeconds: number;
  /** Places in the code there. */
  fromPosition: number;
  toPosition: number;
  /** Place in the code less place in the recording, of all its readings taken together. */
  offsetSeconds: number;
}

/** A place where the code does not go on as the time does. */
export interface Slip {
  /** The last reading before it and the first after it, seconds of the recording. */
  afterSeconds: number;
  beforeSeconds: number;
  /** How far the code jumped ahead, seconds: missing sound counts positive, repeated sound negative. Within ±101. */
  jumpSeconds: number;
}

/** How slips are looked for. */
export interface SlipOptions {
  /** A code that is off by less still runs with the time; 10 ms by default. */
  toleranceMs?: number;
}

/** Readings in a row that must agree before they count: neighbours are made of the same 120 ms, and may err alike. */
const AGREEING = 10;

/**
 * The stretches of a recording in which nothing is missing and nothing comes twice. Single readings that fit nowhere are
 * left out.
 *
 * @param readings of one band, in order
 */
export function timecodeRuns(readings: readonly TimecodeReading[], { toleranceMs = 10 }: SlipOptions = {}): TimecodeRun[] {
  const tolerance = toleranceMs / 1000;
  const runs: { run: Omit<TimecodeRun, 'offsetSeconds'>; offset: number; count: number }[] = [];
  for (const { atFrame, positionSeconds } of readings) {
    const at = atFrame / SAMPLE_RATE_HZ;
    const held = runs.at(-1);
    const off = held && around(positionSeconds - at - held.offset);
    if (held && off !== undefined && Math.abs(off) < tolerance) {
      // Follows a clock that drifts, and is not led astray by one reading.
      held.offset += off / Math.min(++held.count, 300);
      held.run.toSeconds = at;
      held.run.toPosition = positionSeconds;
      continue;
    }
    // What came before was not the beginning of anything.
    if (held && held.count < AGREEING) runs.pop();
    const before = runs.at(-1);
    const offBefore = before && around(positionSeconds - at - before.offset);
    if (before && offBefore !== undefined && Math.abs(offBefore) < tolerance) {
      before.run.toSeconds = at;
      before.run.toPosition = positionSeconds;
    } else {
      const run = { fromSeconds: at, toSeconds: at, fromPosition: positionSeconds, toPosition: positionSeconds };
      runs.push({ run, offset: positionSeconds - at, count: 1 });
    }
  }
  return runs.filter(({ count }) => count >= AGREEING).map(({ run, offset }) => ({ ...run, offsetSeconds: offset }));
}

/** Where sound of the code is missing or comes twice, between one run and the next. */
export function findSlips(readings: readonly TimecodeReading[], options: SlipOptions = {}): Slip[] {
  const runs = timecodeRuns(readings, options);
  return runs.slice(1).map((run, i) => {
    const before = runs[i]!;
    const jump = run.fromPosition - before.toPosition - (run.fromSeconds - before.toSeconds);
    return { afterSeconds: before.toSeconds, beforeSeconds: run.fromSeconds, jumpSeconds: around(jump) };
  });
}

/** The same place modulo 202 s, nearest to 0. */
function around(seconds: number): number {
  return seconds - Math.round(seconds / TIMECODE_SECONDS) * TIMECODE_SECONDS;
}
