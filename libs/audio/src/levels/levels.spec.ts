import fc from 'fast-check';
import { dbToGain, gainToDb } from './decibels';
import { meanSquare } from './mean-square';
import { peak } from './peak';
import { rmsDb } from './rms-db';

describe('decibels', () => {
  it.each([
    [0, 1],
    [20, 10],
    [-20, 0.1],
    [-6.020599913279624, 0.5],
    [Number.NEGATIVE_INFINITY, 0],
  ])('%f dB is a factor of %f and back', (db, gain) => {
    expect(dbToGain(db)).toBeCloseTo(gain, 12);
    expect(gainToDb(gain)).toBeCloseTo(db, 10);
  });

  it('undo each other', () => {
    fc.assert(
      fc.property(fc.double({ min: -200, max: 200, noNaN: true }), (db) => {
        expect(gainToDb(dbToGain(db))).toBeCloseTo(db, 9);
      }),
    );
  });

  it('take the size of a negative factor, and give −Infinity for 0', () => {
    expect(gainToDb(-0.5)).toBe(gainToDb(0.5));
    expect(gainToDb(0)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('rmsDb', () => {
  it('gives −3.01 dBFS for a sine of full scale and 0 for a square', () => {
    const sine = Float32Array.from({ length: 9_600 }, (_, i) => Math.sin((2 * Math.PI * i) / 96));
    expect(rmsDb(sine)).toBeCloseTo(-3.0103, 3);
    expect(rmsDb(Float32Array.of(1, -1, 1, -1))).toBeCloseTo(0, 10);
  });

  it('gives −Infinity for silence and for nothing, NaN for broken sound', () => {
    expect(rmsDb(new Float32Array(10))).toBe(Number.NEGATIVE_INFINITY);
    expect(rmsDb(new Float32Array())).toBe(Number.NEGATIVE_INFINITY);
    expect(rmsDb(Float32Array.of(0.1, Number.NaN))).toBeNaN();
  });
});

describe('meanSquare', () => {
  it('is half the square of a sine’s amplitude', () => {
    const sine = Float32Array.from({ length: 9_600 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * i) / 96));
    expect(meanSquare(sine)).toBeCloseTo(0.125, 6);
  });

  it('takes only as many samples as it is told', () => {
    expect(meanSquare(Float32Array.of(0.5, 0.5, 1, 1), 2)).toBe(0.25);
    expect(meanSquare(Float32Array.of(1), 0)).toBe(0);
    for (const samples of [1, 3, 4, 5, 7]) expect(meanSquare(new Float32Array(8).fill(0.5), samples)).toBe(0.25);
    expect(meanSquare(Float32Array.of(0.1, Number.NaN))).toBeNaN();
  });
});

describe('peak', () => {
  it('is the largest absolute sample', () => {
    expect(peak(Float32Array.of(0.25, -0.75, 0.5))).toBe(0.75);
    expect(peak(new Float32Array())).toBe(0);
    expect(peak(Float32Array.of(Number.NaN, 0.5))).toBe(0.5);
    expect(peak(Float32Array.of(0.5, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
  });
});
