import { CHANNELS, SAMPLE_RATE_HZ } from '../constants';
import { transform } from './fourier';

const MAX_FRAMES = 65_536;
const MIN_FRAMES = 64;

/**
 * Frequency of the strongest tone, in Hz, 0 for silence. Of both channels the summed power, over the largest power of two
 * of frames there is from the beginning (at most 65,536, 1.4 s); a Hann window and the peak's parabola place a steady
 * tone within a tenth of a bin (a bin is 48000 / frames Hz). DC is not counted.
 *
 * @param samples interleaved stereo at 48 kHz
 * @throws RangeError under 64 frames
 */
export function dominantFrequencyHz(samples: Float32Array): number {
  const there = Math.min(MAX_FRAMES, Math.floor(samples.length / CHANNELS));
  if (there < MIN_FRAMES) throw new RangeError(`a frequency needs ${MIN_FRAMES} frames`);
  const frames = 2 ** Math.floor(Math.log2(there));
  // Left as the real part and right as the imaginary: the powers of both sum up in the bins k and −k.
  const real = new Float64Array(frames);
  const imaginary = new Float64Array(frames);
  for (let i = 0; i < frames; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frames);
    real[i] = samples[i * CHANNELS]! * window;
    imaginary[i] = samples[i * CHANNELS + 1]! * window;
  }
  transform(real, imaginary);
  const power = (k: number): number => squared(real, imaginary, k) + squared(real, imaginary, frames - k);
  let strongest = 2;
  for (let k = 3; k < frames / 2 - 1; k++) if (power(k) > power(strongest)) strongest = k;
  if (power(strongest) < 1e-12) return 0;
  const [before, at, after] = [-1, 0, 1].map((d) => Math.log(power(strongest + d) + 1e-30)) as [number, number, number];
  const offset = (before - after) / (2 * (before - 2 * at + after));
  return ((strongest + (Number.isFinite(offset) ? offset : 0)) * SAMPLE_RATE_HZ) / frames;
}

function squared(real: Float64Array, imaginary: Float64Array, k: number): number {
  return real[k]! * real[k]! + imaginary[k]! * imaginary[k]!;
}
