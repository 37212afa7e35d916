import fc from 'fast-check';
import { findAlignment } from './find-alignment';

const SECOND = 48_000;

/** Something that never repeats: a tone that rises, and a little noise of a fixed seed. */
function programme(frames: number, { gain = 1, seed = 1 } = {}): Float32Array {
  let state = seed;
  const noise = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  const out = new Float32Array(frames * 2);
  for (let i = 0; i < frames; i++) {
    const seconds = i / SECOND;
    const tone = 0.25 * Math.sin(2 * Math.PI * (200 * seconds + 10 * seconds ** 2));
    out[i * 2] = gain * (tone + 0.02 * noise());
    out[i * 2 + 1] = gain * (tone + 0.02 * noise());
  }
  return out;
}

const piece = (pcm: Float32Array, fromFrame: number, frames: number): Float32Array => pcm.subarray(fromFrame * 2, (fromFrame + frames) * 2);
const signal = programme(5 * SECOND);

describe('findAlignment', () => {
  it('finds any piece to the frame, at any level', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 * SECOND - 1 }), fc.double({ min: 0.1, max: 2, noNaN: true }), (at, gain) => {
        const reference = piece(signal, at, SECOND).map((sample) => sample * gain);
        const found = findAlignment(reference, signal, 0);
        expect(found?.atFrame).toBe(at);
        expect(found?.score).toBeCloseTo(1, 3);
      }),
      { numRuns: 8 },
    );
  });

  it('is not a period off in a tone that rises slowly, wherever it is expected', () => {
    const slow = Float32Array.from({ length: 8 * SECOND * 2 }, (_, i) => {
      const seconds = (i >> 1) / SECOND;
      return 0.25 * Math.sin(2 * Math.PI * (190 * seconds + 4 * seconds ** 2));
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * SECOND - 1 }), fc.integer({ min: 0, max: 7 * SECOND }), (at, expected) => {
        expect(findAlignment(piece(slow, at, SECOND), slow, expected)?.atFrame).toBe(at);
      }),
      { numRuns: 10 },
    );
  });

  it('takes the nearest of places that are alike, in phase', () => {
    const tone = Float32Array.from({ length: 4 * SECOND * 2 }, (_, i) => Math.sin((2 * Math.PI * 400 * (i >> 1)) / SECOND));
    const found = findAlignment(piece(tone, 1_000, SECOND / 2), tone, 2 * SECOND);
    expect(Math.abs((found?.atFrame ?? 0) - 2 * SECOND)).toBeLessThan(121);
    // 400 Hz come again every 120 frames.
    expect(((found?.atFrame ?? 0) - 1_000) % 120).toBe(0);
  });

  it('tells by the score when it is not in there', () => {
    expect(findAlignment(programme(SECOND, { seed: 99 }).reverse(), signal, 0)?.score ?? 0).toBeLessThan(0.6);
  });

  it('says nothing of silence, and of what is too short', () => {
    expect(findAlignment(new Float32Array(SECOND * 2), signal, 0)).toBeUndefined();
    expect(findAlignment(piece(signal, 0, SECOND), new Float32Array(SECOND * 4), 0)).toBeUndefined();
    expect(findAlignment(signal, piece(signal, 0, SECOND), 0)).toBeUndefined();
    expect(findAlignment(new Float32Array(), new Float32Array(), 0)).toBeUndefined();
  });
});
