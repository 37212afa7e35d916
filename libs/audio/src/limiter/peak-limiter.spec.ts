import fc from 'fast-check';
import { CHANNELS } from '../constants';
import { goertzelDb } from '../measure/goertzel-db';
import { dbToGain } from '../levels/decibels';
import { peak } from '../levels/peak';
import { NoiseSource } from '../noise/noise-source';
import { PeakLimiter } from './peak-limiter';

const CEILING = dbToGain(-1);
const LATENCY_SAMPLES = new PeakLimiter().latencySamples * CHANNELS;

function limit(programme: Float32Array, blockFrames: readonly number[] = [960]): Float32Array {
  const limiter = new PeakLimiter();
  const out = programme.slice();
  for (let at = 0, i = 0; at < out.length; i++) {
    const end = at + blockFrames[i % blockFrames.length]! * CHANNELS;
    limiter.process(out.subarray(at, end));
    at = end;
  }
  return out;
}

/** Index of the first sample that differs, −1 for none: Jest's own comparison of large arrays takes seconds. */
function firstDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Math.min(actual.length, expected.length);
  return actual.findIndex((sample, i) => !Object.is(sample, expected[i]));
}

/** Noise whose level jumps about, so that the limiter falls and comes back often. */
function restlessProgramme(seed: number, frames: number, loudest = 80): Float32Array {
  const out = new Float32Array(frames * CHANNELS);
  new NoiseSource(seed).fill(out);
  const levels = new Float32Array(Math.ceil(frames / 500));
  new NoiseSource(seed + 1).fill(levels);
  return out.map((sample, i) => sample * Math.abs(levels[Math.floor(i / CHANNELS / 500)]!) * 10 * loudest);
}

function sine(frames: number, amplitude: number, freqHz = 440): Float32Array {
  return Float32Array.from(
    { length: frames * CHANNELS },
    (_, i) => amplitude * Math.sin((2 * Math.PI * freqHz * Math.floor(i / CHANNELS)) / 48_000),
  );
}

describe('PeakLimiter', () => {
  it('tells its latency: 5 ms', () => {
    expect(new PeakLimiter().latencySamples).toBe(240);
  });

  it('lets nothing over −1 dBFS out, whatever comes in', () => {
    const wild = fc.oneof(fc.float({ noNaN: false }), fc.float({ min: -4, max: 4, noNaN: true }));
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 3_000 }), fc.integer({ min: 1, max: 700 }), (samples, blockFrames) => {
        const even = samples.slice(0, samples.length - (samples.length % 2));
        const out = limit(Float32Array.from([...even, ...new Float32Array(1_000)]), [blockFrames]);
        expect(out.every((sample) => Math.abs(sample) <= CEILING)).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(peak(limit(restlessProgramme(5, 96_000)))).toBeLessThanOrEqual(CEILING);
  });

  it('is an exact delay under the ceiling', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000 }), (seed, blockFrames) => {
        const programme = restlessProgramme(seed, 3_000, 0.89 / 0.1);
        expect(peak(programme)).toBeLessThanOrEqual(CEILING);
        const out = limit(programme, [blockFrames]);
        const delayed = out.subarray(LATENCY_SAMPLES);
        expect(firstDifference(delayed, programme.subarray(0, delayed.length))).toBe(-1);
        expect(peak(out.subarray(0, LATENCY_SAMPLES))).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('gives the same samples whatever the block sizes', () => {
    const programme = restlessProgramme(11, 24_000);
    const whole = limit(programme, [24_000]);
    expect(firstDifference(limit(programme, [960]), whole)).toBe(-1);
    expect(firstDifference(limit(programme, [137]), whole)).toBe(-1);
    expect(firstDifference(limit(programme, [1, 2, 3, 960, 23, 24, 25]), whole)).toBe(-1);
  });

  it('moves its gain smoothly: by less than 1 % of full gain a sample', () => {
    // A constant programme shows the gain itself at the output.
    const programme = new Float32Array(48_000).fill(0.5);
    programme.fill(4, 9_600, 9_700);
    const out = limit(programme).subarray(LATENCY_SAMPLES);
    const gains = out.map((sample, i) => sample / programme[i]!);
    const steps = gains.map((gain, i) => Math.abs(gain - (gains[i - CHANNELS] ?? gain)));
    expect(peak(steps)).toBeLessThan(0.01);
    expect(peak(steps)).toBeGreaterThan(0.001);
  });

  it('comes back with a time constant of 100 ms, then is exact again', () => {
    const programme = new Float32Array(3 * 96_000).fill(0.5);
    programme.fill(CEILING * 2, 0, 9_600);
    const out = limit(programme).subarray(LATENCY_SAMPLES);
    const reductionAt = (ms: number): number => 1 - out[9_600 + ms * 96]! / 0.5;
    expect(reductionAt(110) / reductionAt(10)).toBeCloseTo(Math.exp(-1), 1);
    expect(out[out.length - LATENCY_SAMPLES - 1]).toBe(0.5);
  });

  it('keeps the channels together', () => {
    const programme = sine(9_600, 0.5);
    for (let i = 0; i < programme.length; i += 2) programme[i] = programme[i]! * 4;
    const out = limit(programme);
    const apart = out.map((sample, i) => (i % 2 === 0 ? sample / 4 - out[i + 1]! : 0));
    expect(peak(apart)).toBeLessThan(1e-6);
  });

  it('turns a steady tone down without distorting it', () => {
    const out = limit(sine(48_000, 2)).subarray(24_000);
    expect(goertzelDb(out, 440)).toBeGreaterThan(-1.3);
    for (const harmonic of [880, 1_320, 2_200]) expect(goertzelDb(out, harmonic)).toBeLessThan(-50);
  });

  it('takes NaN and Infinity for 0 and leaves their neighbours alone', () => {
    const programme = sine(2_400, 0.5);
    const broken = programme.slice();
    const mended = programme.slice();
    for (const [i, value] of [[100, Number.NaN], [333, Number.POSITIVE_INFINITY], [1_000, Number.NEGATIVE_INFINITY]] as const) {
      broken[i] = value;
      mended[i] = 0;
    }
    expect(firstDifference(limit(broken, [77]), limit(mended, [77]))).toBe(-1);
  });

  it('starts anew after reset()', () => {
    const limiter = new PeakLimiter();
    limiter.process(restlessProgramme(3, 1_234));
    limiter.reset();
    const programme = restlessProgramme(4, 2_000);
    const out = programme.slice();
    limiter.process(out);
    expect(firstDifference(out, limit(programme))).toBe(-1);
  });

  it('refuses half a frame', () => {
    expect(() => new PeakLimiter().process(new Float32Array(3))).toThrow(RangeError);
    expect(() => new PeakLimiter().process(new Float32Array())).not.toThrow();
  });
});
