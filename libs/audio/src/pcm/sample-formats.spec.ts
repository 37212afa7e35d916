import fc from 'fast-check';
import { floatToS16, s16ToFloat, s16leToFloat } from './sample-formats';

describe('floatToS16', () => {
  it.each([
    [0, 0],
    [0.5, 16_384],
    [1, 32_767],
    [-1, -32_768],
    [2, 32_767],
    [-2, -32_768],
    [Number.POSITIVE_INFINITY, 32_767],
    [Number.NEGATIVE_INFINITY, -32_768],
    [Number.NaN, 0],
    [0.4 / 32_768, 0],
    [0.6 / 32_768, 1],
    [-0.6 / 32_768, -1],
    [32_766.9 / 32_768, 32_767],
  ])('turns %f into %d', (float, s16) => {
    expect(floatToS16(Float32Array.of(float))[0]).toBe(s16);
  });

  it('is within half a step of its input', () => {
    fc.assert(
      fc.property(fc.float({ min: -1, max: Math.fround(32_767 / 32_768), noNaN: true }), (sample) => {
        const back = (floatToS16(Float32Array.of(sample))[0] ?? 0) / 32_768;
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(0.5 / 32_768 + 1e-9);
      }),
    );
  });

  it('undoes s16ToFloat for all 65,536 values, by value and by byte', () => {
    const all = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
    expect(floatToS16(s16ToFloat(all))).toEqual(all);
    expect(floatToS16(s16leToFloat(new Uint8Array(all.buffer)))).toEqual(all);
  });

  it('fills the array it is given, and refuses one too short', () => {
    const out = new Int16Array(4).fill(7);
    expect(floatToS16(Float32Array.of(0.5, -0.5), out)).toBe(out);
    expect([...out]).toEqual([16_384, -16_384, 7, 7]);
    expect(() => floatToS16(new Float32Array(5), out)).toThrow(RangeError);
    expect(() => s16ToFloat(new Int16Array(2), new Float32Array(1))).toThrow(RangeError);
    expect(() => s16leToFloat(new Uint8Array(4), new Float32Array(1))).toThrow(RangeError);
  });
});

describe('s16leToFloat', () => {
  it('reads little-endian bytes at any alignment and leaves an odd last one', () => {
    const bytes = Uint8Array.of(99, 0x00, 0x40, 0x00, 0x80, 0xff);
    expect([...s16leToFloat(bytes.subarray(1))]).toEqual([0.5, -1]);
  });
});
