/** One tone of a time code: its frequency swings linearly up and down around a centre. */
export interface TimecodeTone {
  centreHz: number;
  /** Length of one swing up and down again. */
  periodSeconds: number;
}

/** Which tones a time code is made of. Two codes of different bands can be told apart while they fade into each other. */
export type TimecodeBand = 'low' | 'high';

/** How far a tone swings to either side of its centre. Bands stay 40 Hz apart, so that a filter of 60 ms parts them. */
export const TIMECODE_SWING_HZ = 30;

/**
 * The tones of each band. Their periods differ by 20 ms, so the pair of frequencies tells the place in a track within
 * 202 s: the first tone to a period of 2 s, the lag of the second behind it which period that is. All lie under 500 Hz,
 * where the steps from sample to sample stay small enough to show a click.
 */
export const timecodeTones: Record<TimecodeBand, readonly [TimecodeTone, TimecodeTone]> = {
  low: [{ centreHz: 130, periodSeconds: 2 }, { centreHz: 230, periodSeconds: 2.02 }],
  high: [{ centreHz: 330, periodSeconds: 2 }, { centreHz: 430, periodSeconds: 2.02 }],
};

/** Places are told modulo this. */
export const TIMECODE_SECONDS = 202;

/** Peak of the two tones together, −12 dBFS. */
export const TIMECODE_AMPLITUDE = 0.25;
