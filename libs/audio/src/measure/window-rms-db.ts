import { CHANNELS } from '../constants';
import { rmsDb } from '../levels/rms-db';

/**
 * RMS in dBFS (both channels together) of each whole window, one after the other; what is left at the end is not used.
 *
 * @param samples interleaved stereo
 * @throws RangeError unless a window has at least one frame
 */
export function windowRmsDb(samples: Float32Array, windowFrames: number): number[] {
  if (!Number.isSafeInteger(windowFrames) || windowFrames < 1) throw new RangeError('a window has whole frames');
  const size = windowFrames * CHANNELS;
  const levels: number[] = [];
  for (let at = 0; at + size <= samples.length; at += size) levels.push(rmsDb(samples.subarray(at, at + size)));
  return levels;
}
