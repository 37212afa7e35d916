import { LIMITER_CEILING_DBFS } from '../limiter/peak-limiter';

/** How far a boost may push true peaks over the limiter's ceiling: what the limiter takes back without being heard. */
export const LIMITER_WORK_DB = 6;

/** EBU R128's absolute gate: nothing below it has a loudness. */
const SILENCE_LUFS = -70;

/** What is known of a track's level, and where it shall go. */
export interface NormalisationInput {
  /** Integrated loudness (EBU R128), LUFS. At or below the absolute gate of −70 (or not finite) it counts as silence. */
  integratedLufs: number;
  /** True peak, dBFS. NaN (unknown) counts as 0 dBFS. */
  truePeakDbfs: number;
  /** Wished loudness, LUFS; −16 by default. */
  targetLufs?: number;
  /** Largest boost, dB; 12 by default. A cut has no limit. */
  maxGainDb?: number;
}

/**
 * Gain in dB that brings a track to the target loudness.
 *
 * A cut is always given in full. A boost ends at `maxGainDb`, and where the track's true peak would stand more than
 * LIMITER_WORK_DB over the limiter's ceiling of −1 dBFS (that is, at +5 dBFS): beyond that a limiter is heard. That
 * bound never turns a boost into a cut. Silence gets 0 dB.
 */
export function normalisationGainDb(input: NormalisationInput): number {
  const { integratedLufs, truePeakDbfs, targetLufs = -16, maxGainDb = 12 } = input;
  if (!Number.isFinite(integratedLufs) || integratedLufs <= SILENCE_LUFS) return 0;
  const wishedDb = targetLufs - integratedLufs;
  if (wishedDb <= 0) return wishedDb;
  const peakDbfs = Number.isNaN(truePeakDbfs) ? 0 : truePeakDbfs;
  const peakRoomDb = LIMITER_CEILING_DBFS + LIMITER_WORK_DB - peakDbfs;
  return Math.max(0, Math.min(wishedDb, maxGainDb, peakRoomDb));
}
