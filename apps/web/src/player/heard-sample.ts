/** The channel's sample rate. */
export const SAMPLE_RATE_HZ = 48_000;

/** What the edge tells of a listener: which sample of the channel is the first that it was sent. */
export interface ListenerStart {
  timelineId: string;
  firstSample: number;
}

/** Where the audio element is. */
export interface ElementTime {
  currentTimeSeconds: number;
  /** Start of the first buffered range when it was first seen: Chromium counts from the stream's first granule, Firefox from 0. */
  startSeconds: number;
}

/** The sample of the channel's count that is heard now. */
export function heardSample(start: ListenerStart, { currentTimeSeconds, startSeconds }: ElementTime): number {
  return start.firstSample + Math.round((currentTimeSeconds - startSeconds) * SAMPLE_RATE_HZ);
}
