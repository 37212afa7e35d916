import { CHANNELS, SAMPLE_RATE_HZ } from '../constants';
import { gainToDb } from '../levels/decibels';

/**
 * Level of one frequency over all the samples given: the amplitude, in dBFS, of the sine that is there (a sine of
 * amplitude 0.25 gives −12.04; its RMS is 3.01 dB less). Of both channels the mean power. −Infinity for no samples.
 *
 * Goertzel's algorithm without a window function: a tone n bins away (a bin is 48000 / frames Hz) leaks at about
 * −20 log₁₀(π n) dB, so look at 100 ms or more.
 *
 * @param samples interleaved stereo at 48 kHz
 */
export function goertzelDb(samples: Float32Array, freqHz: number): number {
  const frames = Math.floor(samples.length / CHANNELS);
  if (frames === 0) return Number.NEGATIVE_INFINITY;
  const coefficient = 2 * Math.cos((2 * Math.PI * freqHz) / SAMPLE_RATE_HZ);
  let power = 0;
  for (let channel = 0; channel < CHANNELS; channel++) {
    let s1 = 0;
    let s2 = 0;
    for (let i = channel; i < frames * CHANNELS; i += CHANNELS) {
      const s0 = samples[i]! + coefficient * s1 - s2;
      s2 = s1;
      s1 = s0;
    }
    power += Math.max(0, s1 * s1 + s2 * s2 - coefficient * s1 * s2) / CHANNELS;
  }
  return gainToDb((2 * Math.sqrt(power)) / frames);
}
