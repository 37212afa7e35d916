import type { NowPlaying } from '../api/types';

/** What came, comes and will come on the air on one time line, by the sample at which it begins. */
export interface ProgrammeLine {
  readonly timelineId: string | undefined;
  /** Ascending by `started_at_sample`. */
  readonly items: readonly NowPlaying[];
}

export const emptyLine: ProgrammeLine = { timelineId: undefined, items: [] };

/** Listeners are seconds behind, never this many changes. */
const KEPT_ITEMS = 32;

/**
 * Puts in what was told last. It is the truth from its first sample on: what was told before for that sample or a later
 * one is gone. A new time line begins an empty line, since its samples mean other moments.
 */
export function addToLine(line: ProgrammeLine, told: NowPlaying): ProgrammeLine {
  if (line.timelineId !== told.timeline_id) return { timelineId: told.timeline_id, items: [told] };
  const before = line.items.filter((item) => item.started_at_sample < told.started_at_sample);
  return { timelineId: line.timelineId, items: [...before, told].slice(-KEPT_ITEMS) };
}

/**
 * What is on the air at a sample: the last that began at or before it. Without a sample the newest; before the first
 * one, of which nothing is known, the first.
 */
export function programmeAt(line: ProgrammeLine, sample: number | undefined): NowPlaying | undefined {
  if (sample === undefined) return line.items.at(-1);
  return line.items.findLast((item) => item.started_at_sample <= sample) ?? line.items[0];
}
