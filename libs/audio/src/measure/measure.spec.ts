import fc from 'fast-check';
import { equalPowerGains } from '../fades/equal-power-gains';
import { NoiseSource } from '../noise/noise-source';
import { dominantFrequencyHz } from './dominant-frequency-hz';
import { goertzelDb } from './goertzel-db';
import { deepestHoleDb, holes } from './holes';
import { largestStepDbfs } from './largest-step-dbfs';
import { windowRmsDb } from './window-rms-db';

const SECOND = 48_000;

/** A stereo tone with the amplitude of each frame told by its number. */
function tone(frames: number, freqHz: number, amplitude: number | ((frame: number) => number)): Float32Array {
  const amplitudeAt = typeof amplitude === 'number' ? () => amplitude : amplitude;
  return Float32Array.from({ length: 2 * frames }, (_, i) => {
    const frame = i >> 1;
    return amplitudeAt(frame) * Math.sin((2 * Math.PI * freqHz * frame) / SECOND);
  });
}

function mixed(...parts: Float32Array[]): Float32Array {
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
}

describe('holes', () => {
  it.each([
    [20, 0, 100],
    [40, 0, 100],
    [3_000, 0, 100],
    [100, 0.05, 13.9],
  ])('finds one of %d ms at %f of the level', (ms, level, depthDb) => {
    const from = 2 * SECOND + 17;
    const inHole = (frame: number): boolean => frame >= from && frame < from + ms * 48;
    const sound = tone(8 * SECOND, 440, (frame) => (inHole(frame) ? level : 1) * 0.25);
    const found = holes(sound);
    expect(found).toHaveLength(1);
    expect(Math.abs(found[0]!.startFrame - from)).toBeLessThan(1_000);
    expect(Math.abs(found[0]!.frames - ms * 48)).toBeLessThan(2_000);
    // 20 ms hold one whole window only when it begins on a millisecond.
    expect(found[0]!.depthDb).toBeGreaterThan(ms === 20 ? 12 : depthDb - 1);
    expect(deepestHoleDb(sound)).toBe(found[0]!.depthDb);
  });

  it('finds none in a steady tone, noise, a change of level or quiet ends', () => {
    const noise = new Float32Array(4 * SECOND);
    new NoiseSource(1).fill(noise);
    expect(deepestHoleDb(tone(2 * SECOND, 440, 0.25))).toBeLessThan(0.2);
    expect(deepestHoleDb(noise)).toBeLessThan(1.5);
    expect(holes(tone(4 * SECOND, 440, (frame) => (frame < SECOND ? 0.25 : 0.02)))).toEqual([]);
    expect(holes(tone(4 * SECOND, 440, (frame) => (frame > SECOND && frame < 3 * SECOND ? 0.25 : 0)))).toEqual([]);
  });

  it('finds none in an equal-power fade from tone to tone, and finds the dip of a fade with a gap', () => {
    const fade = (gap: number) => (frame: number) => equalPowerGains((frame - 2 * SECOND - gap) / SECOND).incoming * 0.25;
    const out = tone(5 * SECOND, 300, (frame) => equalPowerGains((frame - SECOND) / SECOND).outgoing * 0.25);
    const joined = tone(5 * SECOND, 450, (frame) => equalPowerGains((frame - SECOND) / SECOND).incoming * 0.25);
    expect(deepestHoleDb(mixed(out, joined))).toBeLessThan(3);
    expect(deepestHoleDb(mixed(out, tone(5 * SECOND, 450, fade(0))))).toBeGreaterThan(20);
  });

  it('takes a quiet stretch longer than its reach for a programme', () => {
    const sound = tone(6 * SECOND, 440, (frame) => (frame > 2 * SECOND && frame < 4 * SECOND ? 0.02 : 0.25));
    expect(holes(sound, { reachMs: 1_000 })).toEqual([]);
    expect(holes(sound, { reachMs: 3_000 })).toHaveLength(1);
    expect(holes(sound, { reachMs: 3_000, depthDb: 25 })).toEqual([]);
  });

  it('tells two holes apart, and takes nothing for something', () => {
    const isHole = (frame: number): boolean => frame % SECOND > 20_000 && frame % SECOND < 24_000;
    expect(holes(tone(2 * SECOND, 440, (frame) => (isHole(frame) ? 0 : 0.25)))).toHaveLength(2);
    expect(holes(new Float32Array())).toEqual([]);
    expect(deepestHoleDb(new Float32Array(10))).toBe(0);
    expect(deepestHoleDb(new Float32Array(2 * SECOND))).toBe(0);
  });
});

describe('largestStepDbfs', () => {
  it('is that of the steepest place of a tone', () => {
    expect(largestStepDbfs(tone(SECOND, 500, 0.2512))).toBeCloseTo(-35.7, 1);
  });

  it('sees a click in either channel, and none between the channels', () => {
    const sound = new Float32Array(200);
    for (let i = 0; i < 200; i += 2) sound[i] = 0.5;
    expect(largestStepDbfs(sound)).toBe(Number.NEGATIVE_INFINITY);
    sound[101] = 0.1;
    expect(largestStepDbfs(sound)).toBeCloseTo(-20, 5);
  });
});

describe('goertzelDb', () => {
  it('is the amplitude of the tone, at that frequency only', () => {
    const sound = tone(SECOND / 2, 440, 0.25);
    expect(goertzelDb(sound, 440)).toBeCloseTo(-12.04, 1);
    expect(goertzelDb(sound, 880)).toBeLessThan(-60);
    expect(goertzelDb(new Float32Array(), 440)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('does not lose a tone that is out of phase between the channels', () => {
    const sound = tone(SECOND / 2, 440, 0.25).map((sample, i) => (i % 2 === 0 ? sample : -sample));
    expect(goertzelDb(sound, 440)).toBeCloseTo(-12.04, 1);
  });
});

describe('dominantFrequencyHz', () => {
  it('finds a tone to within a tenth of a bin, in phase or out of it, beside noise', () => {
    const noise = new Float32Array(2 * 16_384);
    new NoiseSource(3).fill(noise);
    fc.assert(
      fc.property(fc.double({ min: 30, max: 23_900, noNaN: true }), fc.constantFrom(1, -1), (freqHz, side) => {
        const sound = tone(16_384, freqHz, 0.5).map((sample, i) => (i % 2 === 0 ? sample : side * sample));
        expect(Math.abs(dominantFrequencyHz(sound) - freqHz)).toBeLessThan(0.1 * (SECOND / 16_384));
        const noisy = mixed(sound, noise);
        expect(Math.abs(dominantFrequencyHz(noisy) - freqHz)).toBeLessThan(SECOND / 16_384);
      }),
      { numRuns: 25 },
    );
  });

  it('says 0 for silence and refuses too little', () => {
    expect(dominantFrequencyHz(new Float32Array(4_096))).toBe(0);
    expect(() => dominantFrequencyHz(new Float32Array(100))).toThrow(RangeError);
  });
});

describe('windowRmsDb', () => {
  it('gives each whole window', () => {
    const sound = Float32Array.from([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 9, 9]);
    const [first, second, ...rest] = windowRmsDb(sound, 2);
    expect(first).toBeCloseTo(0, 6);
    expect(second).toBeCloseTo(-20, 6);
    expect(rest).toEqual([]);
    expect(() => windowRmsDb(sound, 0)).toThrow(RangeError);
  });
});
