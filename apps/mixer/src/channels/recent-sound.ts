/** What was heard of a channel last. */
export interface RecentSound {
  /** The sample after the last packet. */
  endSample: number;
  /** Opus packets of 20 ms in a row, oldest first. */
  packets: Uint8Array[];
}
