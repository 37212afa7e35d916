import { peak } from '../levels/peak';
import { rmsDb } from '../levels/rms-db';
import { NoiseSource } from './noise-source';

function noise(seed: number, samples: number, blockSize = samples): Float32Array {
  const source = new NoiseSource(seed);
  const out = new Float32Array(samples);
  for (let at = 0; at < samples; at += blockSize) source.fill(out.subarray(at, at + blockSize));
  return out;
}

describe('NoiseSource', () => {
  it.each([1, 42, -7, 0])('stays within ±0.1 at −24.8 dBFS RMS, without DC (seed %d)', (seed) => {
    const out = noise(seed, 200_000);
    expect(peak(out)).toBeLessThanOrEqual(Math.fround(0.1));
    expect(peak(out)).toBeGreaterThan(0.099);
    expect(rmsDb(out)).toBeCloseTo(-24.8, 1);
    expect(out.reduce((sum, sample) => sum + sample, 0) / out.length).toBeCloseTo(0, 3);
  });

  it('is the same for a seed whatever the block size, and another for another', () => {
    expect(noise(9, 9_600, 137)).toEqual(noise(9, 9_600));
    expect(noise(9, 100)).not.toEqual(noise(10, 100));
  });

  it('is white: neighbours and channels know nothing of each other', () => {
    const out = noise(1234, 200_000);
    for (const lag of [1, 2, 3, 96]) {
      let sum = 0;
      for (let i = lag; i < out.length; i++) sum += out[i]! * out[i - lag]!;
      expect(Math.abs(sum / out.length / 0.00333)).toBeLessThan(0.02);
    }
  });
});
