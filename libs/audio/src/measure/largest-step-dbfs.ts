import { CHANNELS } from '../constants';
import { gainToDb } from '../levels/decibels';

/**
 * Largest difference between neighbouring samples of the same channel, in dBFS: what a click shows. A tone of amplitude
 * a and frequency f has steps of a · 2 · sin(π f / 48000): 500 Hz at −12 dBFS gives −35.7 dBFS. −Infinity when nothing
 * changes.
 *
 * @param interleaved stereo at 48 kHz
 */
export function largestStepDbfs(interleaved: Float32Array): number {
  let largest = 0;
  for (let i = CHANNELS; i < interleaved.length; i++) {
    const step = Math.abs(interleaved[i]! - interleaved[i - CHANNELS]!);
    if (step > largest) largest = step;
  }
  return gainToDb(largest);
}
