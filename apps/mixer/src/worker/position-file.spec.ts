import { tempFolder } from '@longwave/testing';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePosition, PositionFile, thisBoot } from './position-file';

const fail = (error: unknown): void => {
  throw error;
};
const timelineId = '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c';

it('holds what was written last', () => {
  const name = path.join(tempFolder('position'), '1.position');
  const file = new PositionFile(name, { timelineId, epoch: 7 }, fail);
  for (const nextSample of [4_800, 123_456_789_000, 9_600]) {
    file.write({ nextSample, dueSample: nextSample + 480, atMonotonicMs: 123_456.7 });
    expect(parsePosition(readFileSync(name, 'latin1'))).toEqual({ timelineId, epoch: 7, nextSample, dueSample: nextSample + 480, atMonotonicMs: 123_457, bootId: thisBoot() });
  }
  file.close();
});

it('tells once that the disk takes no more, and goes on', () => {
  let told = 0;
  const file = new PositionFile('/dev/full', { timelineId, epoch: 7 }, () => (told += 1));
  for (const nextSample of [0, 4_800, 9_600]) file.write({ nextSample, dueSample: 0, atMonotonicMs: 0 });
  expect(told).toBe(1);
  file.close();
});

it('takes nothing else for a position', () => {
  for (const text of ['', '\n', timelineId, `${timelineId} \n`, `${timelineId} 1 -1 1 1 a\n`, `${timelineId} 1 1e9 1 1 a\n`, `${timelineId} 1 9999999999999999 1 1 a\n`, `${timelineId} 1 4800\n`]) expect(parsePosition(text)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => parsePosition(text) === undefined));
});
