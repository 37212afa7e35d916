import { type Slip, type TimecodeBand, findSlips, readTimecode, TIMECODE_SECONDS, timecodeRuns } from '@longwave/audio';

/** Time-coded tracks that a station plays one after the other, one in each band. */
export type CodedTracks = Partial<Record<TimecodeBand, number>>;

/** A slip in one of the tracks. */
export interface TrackSlip extends Slip {
  band: TimecodeBand;
}

/** Near its ends a fade hides this much of a track. */
const HIDDEN_SECONDS = 0.6;

/**
 * Where a piece of a track is missing or comes twice. A track that was heard to its end and begins anew is none; one that
 * was cut off before its end, or whose beginning is missing, is.
 *
 * @param tracks length of the track in each band, seconds; 0 for one that has no end
 */
export function trackSlips(pcm: Float32Array, tracks: CodedTracks): TrackSlip[] {
  return (['low', 'high'] as const).flatMap((band) => {
    const seconds = tracks[band];
    if (seconds === undefined) return [];
    const readings = readTimecode(pcm, band);
    const runs = timecodeRuns(readings);
    return findSlips(readings)
      .map((slip, i) => ({ ...slip, band, from: runs[i]?.toPosition ?? 0, to: runs[i + 1]?.fromPosition ?? 0 }))
      .filter(({ from, to }) => seconds === 0 || !isNewBeginning(from, to, seconds))
      .map(({ from: _from, to: _to, ...slip }) => slip);
  });
}

function isNewBeginning(from: number, to: number, trackSeconds: number): boolean {
  const end = trackSeconds % TIMECODE_SECONDS;
  return from > end - HIDDEN_SECONDS && to < HIDDEN_SECONDS;
}
