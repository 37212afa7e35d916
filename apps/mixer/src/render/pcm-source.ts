/** Where a voice gets its samples: interleaved stereo floats at 48 kHz, unprocessed. */
export interface PcmSource {
  /** Frames that can be read now. */
  readonly availableFrames: number;
  /** Nothing will come any more but what is available. */
  readonly hasEnded: boolean;
  /** Why it ended badly; undefined while it goes well. */
  readonly failure: string | undefined;
  /** Its decoder could not be run: nothing came, which is no fault of what it was to decode. */
  readonly hasNotRun?: boolean;
  /** Whether enough has been decoded to put it on the air. */
  readonly isReady: boolean;
  /**
   * Frames still to come in all, as far as is known; those available count. Undefined for what has no known end.
   */
  readonly remainingFrames: number | undefined;
  /** Whether it could give more at once if it were asked to: a file can, a live source cannot. */
  readonly canHurry: boolean;
  /**
   * Mean square of the loudest piece decoded so far, as long as nothing was read: tells ahead whether a file is silent.
   * Undefined for what is not decoded ahead.
   */
  readonly loudestPower?: number | undefined;
  /** Moves the oldest frames to the beginning of `out`; answers how many. */
  read(out: Float32Array): number;
  /** Ends what feeds it. */
  stop(): void;
}
