import { AppError } from '@longwave/contracts';
import { FailedImports, retryAfterMs } from './failed-imports';
import type { FoundFile } from './file-importer';

const aFile = (path = 'a.mp3', parts: Partial<FoundFile> = {}): FoundFile => ({ root: '/music', path, bytes: 1_000, mtimeMs: 1, ...parts });
const fullDisk = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const badSector = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
const at = (nowMs: number) => ({ nowMs, at: new Date(1_800_000_000_000 + nowMs) });

it('waits twice as long after each failure, up to five minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 40].map(retryAfterMs)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
});

it('puts a file off, each time for longer, until it is dealt with', () => {
  const failed = new FailedImports();
  expect([failed.isPutOff(aFile(), 0), failed.dueInMs(0)]).toEqual([false, Infinity]);
  failed.add(aFile(), badSector, at(0));
  expect([failed.isPutOff(aFile(), 4_999), failed.isPutOff(aFile(), 5_000), failed.dueInMs(1_000), failed.dueInMs(9_000)]).toEqual([true, false, 4_000, 0]);
  failed.add(aFile(), badSector, at(6_000));
  expect([failed.dueInMs(6_000), failed.failuresOf(aFile())]).toEqual([10_000, 2]);
  failed.forget('a.mp3');
  expect([failed.dueInMs(6_000), failed.isPutOff(aFile(), 6_000), failed.list()]).toEqual([Infinity, false, []]);
});

it('takes a file that has changed for another one', () => {
  const failed = new FailedImports();
  failed.add(aFile(), badSector, at(0));
  failed.add(aFile(), badSector, at(0));
  expect([failed.isPutOff(aFile('a.mp3', { bytes: 2 }), 0), failed.isPutOff(aFile('a.mp3', { mtimeMs: 2 }), 0)]).toEqual([false, false]);
  failed.add(aFile('a.mp3', { mtimeMs: 2 }), badSector, at(0));
  expect(failed.dueInMs(0)).toBe(5_000);
});

it('makes all due, and patient anew, when somebody asks', () => {
  const failed = new FailedImports();
  for (let i = 0; i < 5; i += 1) failed.add(aFile(), badSector, at(0));
  failed.retryNow();
  expect([failed.dueInMs(0), failed.isPutOff(aFile(), 0)]).toEqual([0, false]);
  failed.add(aFile(), badSector, at(0));
  expect(failed.dueInMs(0)).toBe(5_000);
});

it('tries one file of a full disk for all, and each in turn', () => {
  const failed = new FailedImports();
  for (const file of [aFile('a.mp3'), aFile('b.mp3')]) failed.add(file, fullDisk, at(0));
  failed.add(aFile('c.mp3'), badSector, at(0));
  failed.add(aFile('a.mp3'), fullDisk, at(5_000));
  expect(['a.mp3', 'b.mp3', 'c.mp3'].map((path) => failed.isPutOff(aFile(path), 5_000))).toEqual([true, true, false]);
  // The one that waited without a try has failed less often, and so comes first the next time.
  expect(['a.mp3', 'b.mp3'].map((path) => failed.failuresOf(aFile(path)))).toEqual([2, 1]);
});

it('waits ever longer on a full disk, however many files there are', () => {
  const failed = new FailedImports();
  const waits = Array.from({ length: 8 }, (_, i) => {
    failed.add(aFile(`${i}.mp3`), fullDisk, at(0));
    return failed.dueInMs(0);
  });
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  // There was room for one.
  failed.forget('0.mp3');
  failed.keepOnly([]);
  failed.add(aFile('9.mp3'), fullDisk, at(0));
  expect(failed.dueInMs(0)).toBe(5_000);
});

it('forgets what is gone', () => {
  const failed = new FailedImports();
  for (const path of ['a.mp3', 'b.mp3']) failed.add(aFile(path), badSector, at(0));
  failed.keepOnly([aFile('b.mp3')]);
  expect(failed.list().map(({ path }) => path)).toEqual(['b.mp3']);
});

it.each([
  ['a full disk', fullDisk, 'IMPORT_NO_SPACE', /disk is full/],
  ['a full quota', Object.assign(new Error('x'), { code: 'EDQUOT' }), 'IMPORT_NO_SPACE', /disk is full/],
  [
    'a full database', new AppError('SERVICE_UNAVAILABLE', 'the database is away', {}, { cause: Object.assign(new Error('x'), { driverError: { code: '53100' } }) }),
    'IMPORT_NO_SPACE', /disk is full/,
  ],
  ['a bad sector', badSector, 'IMPORT_FAILED', /EIO: i\/o error, read/],
  ['no error', undefined, 'IMPORT_FAILED', /undefined/],
])('tells of %s', (_what, error, code, message) => {
  const failed = new FailedImports();
  failed.add(aFile('old.mp3'), badSector, at(0));
  failed.add(aFile('es\u001bc.mp3'), error, at(1_000));
  expect(failed.list()[0]).toEqual({ path: 'esc.mp3', code, message: expect.stringMatching(message), at: '2027-01-15T08:00:01.000Z' });
});
