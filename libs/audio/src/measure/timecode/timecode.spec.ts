import fc from 'fast-check';
import { equalPowerGains } from '../../fades/equal-power-gains';
import { largestStepDbfs } from '../largest-step-dbfs';
import { findSlips, timecodeRuns } from './find-slips';
import { readTimecode } from './read-timecode';
import { renderTimecode } from './render-timecode';
import type { TimecodeBand } from './timecode-layout';
import { timecodeShiftSamples } from './timecode-shift';

const RATE = 48_000;
const bands: TimecodeBand[] = ['low', 'high'];

function joined(...pieces: Float32Array[]): Float32Array {
  const out = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => (out.set(piece, at), at + piece.length), 0);
  return out;
}

/** Seconds of the code that are heard one after the other. */
function heard(band: TimecodeBand, ...parts: [from: number, to: number][]): Float32Array {
  return joined(...parts.map(([from, to]) => renderTimecode(band, to - from, from)));
}

describe.each(bands)('a time code of the %s band', (band) => {
  it('is read everywhere to two milliseconds, but where a tone turns round', () => {
    const readings = readTimecode(renderTimecode(band, 60, 40), band);
    expect(readings.length).toBeGreaterThan(60 * 100 * 0.6);
    const worst = readings.reduce((most, { atFrame, positionSeconds }) => Math.max(most, Math.abs(positionSeconds - 40 - atFrame / RATE)), 0);
    expect(worst).toBeLessThan(0.002);
    expect(findSlips(readings)).toEqual([]);
  });

  it('has no click and stays under its level', () => {
    const pcm = renderTimecode(band, 10);
    expect(largestStepDbfs(pcm)).toBeLessThan(-36);
    expect(pcm.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)).toBeLessThanOrEqual(0.25);
    // Nothing is cut where pieces meet.
    expect(renderTimecode(band, 2, 3).subarray(0, 2_000)).toEqual(renderTimecode(band, 5).subarray(6 * RATE, 6 * RATE + 2_000));
  });

  it('shows each piece that is missing or comes twice, and where', () => {
    fc.assert(
      fc.property(fc.double({ min: 3, max: 150, noNaN: true }), fc.double({ min: 0.02, max: 2, noNaN: true }), fc.constantFrom(1, -1), (at, length, sign) => {
        const [slip, ...others] = findSlips(readTimecode(heard(band, [at - 3, at], [at + sign * length, at + sign * length + 3]), band));
        expect(others).toEqual([]);
        expect(Math.abs(slip!.jumpSeconds - sign * length)).toBeLessThan(0.005);
        expect(slip!.afterSeconds).toBeLessThan(3);
        expect(slip!.beforeSeconds).toBeGreaterThan(3);
        expect(slip!.beforeSeconds - slip!.afterSeconds).toBeLessThan(0.6);
      }),
      { numRuns: 12 },
    );
  });

  it('tells a jump to the sample, where it is short', () => {
    fc.assert(
      fc.property(fc.double({ min: 4, max: 190, noNaN: true }), fc.integer({ min: -48, max: 48 }), (at, samples) => {
        const pcm = heard(band, [at - 3, at], [at + samples / RATE, at + 3]);
        const [run] = timecodeRuns(readTimecode(pcm, band));
        expect(Math.abs(timecodeShiftSamples(pcm, band, run!, 3)! - samples)).toBeLessThan(0.5);
      }),
      { numRuns: 12 },
    );
    const far = heard(band, [10, 13], [13.3, 16]);
    expect(timecodeShiftSamples(far, band, timecodeRuns(readTimecode(far, band))[0]!, 3)).toBeUndefined();
  });

  it('counts on from the beginning after 202 s', () => {
    const readings = readTimecode(renderTimecode(band, 6, 199), band);
    expect(timecodeRuns(readings)).toHaveLength(1);
    expect(readings[0]!.positionSeconds).toBeGreaterThan(199);
    expect(readings.at(-1)!.positionSeconds).toBeLessThan(3);
  });

  it('knows its place after a jump far away, and over a pause', () => {
    const sound = joined(heard(band, [10, 13]), new Float32Array(2 * RATE), heard(band, [14, 16], [77, 80]));
    expect(findSlips(readTimecode(sound, band)).map(({ jumpSeconds }) => Math.round(jumpSeconds * 100) / 100)).toEqual([61]);
  });
});

it('reads both codes while one fades over into the other', () => {
  const [low, high] = [renderTimecode('low', 8, 100), renderTimecode('high', 8)];
  const sound = low.map((value, i) => {
    const { outgoing, incoming } = equalPowerGains((i / 2 / RATE - 2) / 4);
    return value * outgoing + high[i]! * incoming;
  });
  const [lowRuns, highRuns] = [timecodeRuns(readTimecode(sound, 'low')), timecodeRuns(readTimecode(sound, 'high'))];
  expect(lowRuns).toHaveLength(1);
  expect(lowRuns[0]!.toSeconds).toBeGreaterThan(5.7);
  expect(highRuns).toHaveLength(1);
  expect(highRuns[0]!.fromSeconds).toBeLessThan(2.3);
  expect(Math.abs(highRuns[0]!.fromPosition - highRuns[0]!.fromSeconds)).toBeLessThan(0.003);
});

it('reads nothing from silence, from noise of other sound, from the other band or from too little', () => {
  expect(readTimecode(new Float32Array(4 * RATE), 'low')).toEqual([]);
  expect(timecodeRuns(readTimecode(renderTimecode('low', 4), 'high'))).toEqual([]);
  expect(timecodeRuns(readTimecode(renderTimecode('high', 4), 'low'))).toEqual([]);
  expect(readTimecode(renderTimecode('low', 0.05), 'low')).toEqual([]);
  const hum = Float32Array.from({ length: 8 * RATE }, (_, i) => 0.2 * Math.sin((2 * Math.PI * 220 * (i >> 1)) / RATE));
  expect(timecodeRuns(readTimecode(hum, 'low'))).toEqual([]);
});
