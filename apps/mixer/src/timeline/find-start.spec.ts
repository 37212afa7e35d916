import fc from 'fast-check';
import { findStart } from './find-start';

const nowMs = 1_800_000_000_000;
const SECOND = 48_000;
const facts = { stored: { nextSample: 100 * SECOND, writtenAtMs: nowMs - 3_000 }, heard: undefined, noted: undefined, edge: undefined, nowMs };
const at = (nextSample: number, nowSample?: number) => ({ nextSample, nowSample });

describe('findStart', () => {
  it('begins a new count at 0', () => {
    expect(findStart({ ...facts, stored: undefined })).toEqual({ firstSample: 0, nowSample: 0 });
  });

  it('goes on at what was published last, as this machine noted it', () => {
    expect(findStart({ ...facts, noted: at(100 * SECOND + 9_600) })).toEqual({ firstSample: 100 * SECOND + 9_600, nowSample: 103 * SECOND });
  });

  it('goes on at what an edge has when that is less: what was in flight is sent again', () => {
    const start = findStart({ ...facts, heard: at(100 * SECOND + 9_600), edge: at(100 * SECOND + 4_800) });
    expect(start.firstSample).toBe(100 * SECOND + 4_800);
  });

  it('believes an edge about a mixer on another machine', () => {
    expect(findStart({ ...facts, edge: at(100 * SECOND + 43_200) }).firstSample).toBe(100 * SECOND + 43_200);
  });

  it('does not go back far for an edge that was itself away', () => {
    expect(findStart({ ...facts, noted: at(100 * SECOND), edge: at(20 * SECOND) }).firstSample).toBe(99 * SECOND);
  });

  it('believes the bus before its own note, since the note may be of a mixer that was set aside', () => {
    expect(findStart({ ...facts, heard: at(101 * SECOND), noted: at(150 * SECOND) }).firstSample).toBe(101 * SECOND);
  });

  it.each([['heard', 3_600_000], ['noted', 3_600_000], ['edge', -3_600_000]] as const)('does not ask the wall clock when %s has a monotonic one', (who, jumpMs) => {
    const start = findStart({ ...facts, [who]: at(100 * SECOND, 101 * SECOND), nowMs: nowMs + jumpMs });
    expect(start).toEqual({ firstSample: 100 * SECOND, nowSample: 101 * SECOND });
  });

  it('lets go of what is more than a minute old; the count ran on', () => {
    const start = findStart({ ...facts, stored: { nextSample: 100 * SECOND, writtenAtMs: nowMs - 3_600_000 } });
    expect(start).toEqual({ firstSample: 3_700 * SECOND, nowSample: 3_700 * SECOND });
  });

  it('never goes back, whatever the clocks and the others say', () => {
    const sample = fc.option(fc.integer({ min: 0, max: 2 ** 40 }), { nil: undefined });
    const position = fc.option(fc.record({ nextSample: fc.integer({ min: 0, max: 2 ** 40 }), nowSample: sample }), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: -1e9, max: 1e9 }), position, position, position, (nextSample, elapsedMs, heard, noted, edge) => {
        const { firstSample, nowSample } = findStart({ stored: { nextSample, writtenAtMs: nowMs - elapsedMs }, heard, noted, edge, nowMs });
        expect(firstSample % 960).toBe(0);
        expect(firstSample).toBeGreaterThan(nextSample - SECOND - 960);
        expect(nowSample).toBeGreaterThanOrEqual(firstSample);
        expect(nowSample - firstSample).toBeLessThanOrEqual(60 * SECOND);
      }),
    );
  });
});
