import { gainToDb } from './decibels';

/**
 * Root mean square of all samples (all channels together) in dBFS, where a constant 1.0 is 0 dBFS and a sine of full
 * scale −3.01. −Infinity for silence and for no samples at all. A NaN among the samples makes the result NaN.
 */
export function rmsDb(interleaved: Float32Array): number {
  if (interleaved.length === 0) return Number.NEGATIVE_INFINITY;
  let power = 0;
  for (let i = 0; i < interleaved.length; i++) power += interleaved[i]! * interleaved[i]!;
  return gainToDb(Math.sqrt(power / interleaved.length));
}
