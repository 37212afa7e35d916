import { gainToDb } from './decibels';
import { meanSquare } from './mean-square';

/**
 * Root mean square of all samples (all channels together) in dBFS, where a constant 1.0 is 0 dBFS and a sine of full
 * scale −3.01. −Infinity for silence and for no samples at all. A NaN among the samples makes the result NaN.
 */
export function rmsDb(interleaved: Float32Array): number {
  return gainToDb(Math.sqrt(meanSquare(interleaved)));
}
