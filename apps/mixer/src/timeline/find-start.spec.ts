import fc from 'fast-check';
import { findStart, resumeFrame } from './find-start';

const nowMs = 1_800_000_000_000;
const SECOND = 48_000;
const facts = { stored: { nextSample: 100 * SECOND, writtenAtMs: nowMs - 3_000 }, localNextSample: undefined, edgeNextSample: undefined, nowMs };

describe('findStart', () => {
  it('begins a new count at 0', () => {
    expect(findStart({ ...facts, stored: undefined })).toEqual({ firstSample: 0, nowSample: 0 });
  });

  it('goes on at what was published last, as this machine noted it', () => {
    expect(findStart({ ...facts, localNextSample: 100 * SECOND + 9_600 })).toEqual({ firstSample: 100 * SECOND + 9_600, nowSample: 103 * SECOND });
  });

  it('goes on at what an edge has when that is less: what was in flight is sent again', () => {
    const start = findStart({ ...facts, localNextSample: 100 * SECOND + 9_600, edgeNextSample: 100 * SECOND + 4_800 });
    expect(start.firstSample).toBe(100 * SECOND + 4_800);
  });

  it('believes an edge about a mixer on another machine', () => {
    expect(findStart({ ...facts, edgeNextSample: 100 * SECOND + 43_200 }).firstSample).toBe(100 * SECOND + 43_200);
  });

  it('does not go back far for an edge that was itself away', () => {
    expect(findStart({ ...facts, localNextSample: 100 * SECOND, edgeNextSample: 20 * SECOND }).firstSample).toBe(99 * SECOND);
  });

  it('lets go of what is more than a minute old; the count ran on', () => {
    const start = findStart({ ...facts, stored: { nextSample: 100 * SECOND, writtenAtMs: nowMs - 3_600_000 } });
    expect(start).toEqual({ firstSample: 3_700 * SECOND, nowSample: 3_700 * SECOND });
  });

  it('never goes back, whatever the clocks and the others say', () => {
    const sample = fc.option(fc.integer({ min: 0, max: 2 ** 40 }), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: -1e9, max: 1e9 }), sample, sample, (nextSample, elapsedMs, localNextSample, edgeNextSample) => {
        const { firstSample, nowSample } = findStart({ stored: { nextSample, writtenAtMs: nowMs - elapsedMs }, localNextSample, edgeNextSample, nowMs });
        expect(firstSample % 960).toBe(0);
        expect(firstSample).toBeGreaterThan(nextSample - SECOND - 960);
        expect(nowSample).toBeGreaterThanOrEqual(firstSample);
        expect(nowSample - firstSample).toBeLessThanOrEqual(60 * SECOND);
      }),
    );
  });
});

describe('resumeFrame', () => {
  it('follows from the sample: 100 ms earlier, to prime the encoder, and earlier by what lies between bus and ear', () => {
    expect(resumeFrame({ startedAtSample: 1_000_552, offsetSamples: 24_000 }, 1_000_000 + 10 * SECOND)).toBe(24_000 + 10 * SECOND - 4_800);
  });

  it('is never before the beginning', () => {
    expect(resumeFrame({ startedAtSample: 1_000_000, offsetSamples: 0 }, 1_000_000)).toBe(0);
  });
});
