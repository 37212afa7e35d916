import type { AudioFormat } from './detect-audio-format';

/** What a file says about itself, as it says it. */
export interface Tags {
  title?: string | undefined;
  artist?: string | undefined;
  album?: string | undefined;
  genre?: string | undefined;
  year?: number | undefined;
  trackNumber?: number | undefined;
  cover?: Uint8Array | undefined;
  /** Size of a cover that was not handed on, since it is larger than any that is taken. */
  tooLargeCoverBytes?: number | undefined;
}

export interface TagsRequest {
  file: string;
  format: AudioFormat;
  maxCoverBytes: number;
}

export type TagsReply = { tags: Tags } | { problem: string };
