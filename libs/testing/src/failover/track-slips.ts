import { SAMPLE_RATE_HZ, type TimecodeBand, type TimecodeRun, findSlips, readTimecode, timecodeRuns } from '@longwave/audio';

/** Time-coded tracks that a station plays one after the other, one in each band: their lengths, or 0 for one without an end. */
export type CodedTracks = Partial<Record<TimecodeBand, number>>;

/** A place where a track was not heard as it is. */
export interface TrackSlip {
  band: TimecodeBand;
  /** It jumped, it was gone before its end, or it was there without its beginning. */
  kind: 'jump' | 'cut off' | 'begun late';
  /** Last reading before it and first after it, seconds of the recording; the same where there is one only. */
  afterSeconds: number;
  beforeSeconds: number;
  /** Missing sound counts positive, repeated sound negative. */
  jumpSeconds: number;
}

/** So near to its ends a fade may hide a track, and the code is not read while both tones turn round. */
const HIDDEN_SECONDS = 0.6;

/**
 * Where a piece of a track is missing or comes twice. A track that was heard to its end, and one that begins anew, are
 * none.
 */
export function trackSlips(pcm: Float32Array, tracks: CodedTracks): TrackSlip[] {
  const seconds = pcm.length / 2 / SAMPLE_RATE_HZ;
  return (['low', 'high'] as const).flatMap((band) => {
    const trackSeconds = tracks[band];
    if (trackSeconds === undefined) return [];
    const readings = readTimecode(pcm, band);
    const jumps = findSlips(readings);
    const runs = timecodeRuns(readings);
    const between = jumps.flatMap((jump, i) => judge(runs[i], runs[i + 1], trackSeconds) ?? [{ kind: 'jump' as const, ...jump }]);
    return [...atEdges(runs, trackSeconds, seconds), ...between].map((slip) => ({ band, ...slip }));
  });
}

type Unbanded = Omit<TrackSlip, 'band'>;

/** What lies between two runs, when the second is a new beginning or the first had ended; undefined for a jump. */
function judge(before: TimecodeRun | undefined, after: TimecodeRun | undefined, trackSeconds: number): Unbanded[] | undefined {
  if (!before || !after || trackSeconds === 0) return undefined;
  const [cut, late] = [cutOff(before, trackSeconds), begunLate(after)];
  // A piece missing in the middle looks like both at once.
  return cut && late ? undefined : [...(cut ? [cut] : []), ...(late ? [late] : [])];
}

/** The first and the last run may lack their ends to the recording's own. */
function atEdges(runs: TimecodeRun[], trackSeconds: number, seconds: number): Unbanded[] {
  const [first, last] = [runs[0], runs.at(-1)];
  const late = first && first.fromSeconds > 1 ? begunLate(first) : undefined;
  const cut = last && last.toSeconds < seconds - 1 && trackSeconds > 0 ? cutOff(last, trackSeconds) : undefined;
  return [...(late ? [late] : []), ...(cut ? [cut] : [])];
}

function cutOff({ toSeconds, toPosition }: TimecodeRun, trackSeconds: number): Unbanded | undefined {
  const jumpSeconds = trackSeconds - toPosition;
  return jumpSeconds > HIDDEN_SECONDS ? { kind: 'cut off', afterSeconds: toSeconds, beforeSeconds: toSeconds, jumpSeconds } : undefined;
}

function begunLate({ fromSeconds, fromPosition }: TimecodeRun): Unbanded | undefined {
  return fromPosition > HIDDEN_SECONDS ? { kind: 'begun late', afterSeconds: fromSeconds, beforeSeconds: fromSeconds, jumpSeconds: fromPosition } : undefined;
}
