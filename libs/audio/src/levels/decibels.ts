/** Amplitude factor of a level change in decibels: 0 dB is 1, −6.02 dB is about 0.5, −Infinity is 0. */
export function dbToGain(db: number): number {
  return 10 ** (db / 20);
}

/** Level in decibels of an amplitude factor; the sign is ignored and 0 gives −Infinity. */
export function gainToDb(gain: number): number {
  return 20 * Math.log10(Math.abs(gain));
}
