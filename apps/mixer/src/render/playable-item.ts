/** A file ready to be played: its bytes lie on this machine. */
export interface PlayableItem {
  /** Id of this one play; the same track twice has two. */
  key: string;
  trackId: string;
  /** The queue entry, when somebody asked for it. */
  entryId: string | null;
  tier: 'requests' | 'playlist';
  path: string;
  /** ffmpeg's name of the container. */
  format: string;
  /** Where its sound begins, or where to go on with it; milliseconds from the file's beginning. */
  startMs: number;
  endMs: number;
  /** Brings it to the channel's loudness. */
  gainDb: number;
}
