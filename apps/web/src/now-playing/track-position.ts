import type { NowPlaying } from '../api/types';
import { SAMPLE_RATE_HZ } from '../player/heard-sample';

/** Where in what is on the air a sample lies. */
export interface TrackPosition {
  /** Never below 0, never past the end of a track. */
  seconds: number;
  /** Undefined for what has no length: a DJ, noise. */
  durationSeconds: number | undefined;
}

/** The position at a sample of the channel's count: samples since it began, times the speed, and what lay before. */
export function trackPosition(nowPlaying: NowPlaying, sample: number): TrackPosition {
  const { started_at_sample, offset_samples, speed, track } = nowPlaying;
  const seconds = Math.max(0, ((sample - started_at_sample) * speed + offset_samples) / SAMPLE_RATE_HZ);
  if (!track || track.duration_ms <= 0) return { seconds, durationSeconds: undefined };
  const durationSeconds = track.duration_ms / 1000;
  return { seconds: Math.min(seconds, durationSeconds), durationSeconds };
}
