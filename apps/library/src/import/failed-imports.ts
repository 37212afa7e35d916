import type { RefusedFileDto } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import type { FoundFile } from './file-importer';
import { isNoSpace } from './is-no-space';

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 5 * 60_000;

/** How long to wait after so many failures in a row: 5 s after the first, twice as long each time, at most 5 min. */
export function retryAfterMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);
}

/** When something failed: by the clock that only runs, and as people tell it. */
export interface FailedAt {
  nowMs: number;
  at: Date;
}

interface FailedImport extends Pick<FoundFile, 'bytes' | 'mtimeMs'> {
  failures: number;
  dueMs: number;
  told: RefusedFileDto & { code: 'IMPORT_NO_SPACE' | 'IMPORT_FAILED' };
}

/**
 * Files that could not be looked at through no fault of their own: a full disk, a bad sector, ffmpeg missing. Each is tried
 * again, ever more seldom, since every try reads and decodes it whole. They are kept in memory, as a full disk may be the
 * database's, and a new start looks at them anyway.
 */
export class FailedImports {
  private readonly byPath = new Map<string, FailedImport>();
  /** Failures in a row for want of room, whichever file they met: the disk is one. */
  private noSpaceFailures = 0;

  add(file: FoundFile, error: unknown, { nowMs, at }: FailedAt): RefusedFileDto {
    const failures = this.failuresOf(file) + 1;
    const told = { path: cleanText(file.path, 1_000), ...reasonOf(error), at: at.toISOString() };
    if (told.code === 'IMPORT_NO_SPACE') this.noSpaceFailures += 1;
    const dueMs = nowMs + retryAfterMs(told.code === 'IMPORT_NO_SPACE' ? this.noSpaceFailures : failures);
    this.byPath.set(file.path, { bytes: file.bytes, mtimeMs: file.mtimeMs, failures, dueMs, told });
    if (told.code === 'IMPORT_NO_SPACE') this.putOffAll(dueMs);
    return told;
  }

  /** Whether a file is not to be tried yet. One that has changed since is another file. */
  isPutOff(file: FoundFile, nowMs: number): boolean {
    return (this.failureOf(file)?.dueMs ?? -Infinity) > nowMs;
  }

  /** How often a file has failed in a row. Those that failed less go first, so that no file keeps the others from their turn. */
  failuresOf(file: FoundFile): number {
    return this.failureOf(file)?.failures ?? 0;
  }

  /** Forgets a file that was dealt with. */
  forget(path: string): void {
    this.noSpaceFailures = 0;
    this.byPath.delete(path);
  }

  /** Forgets all files but these: they are gone, changed, or known by now. */
  keepOnly(files: readonly FoundFile[]): void {
    const paths = new Set(files.map(({ path }) => path));
    for (const path of this.byPath.keys()) if (!paths.has(path)) this.byPath.delete(path);
  }

  /** Makes all due, as if none had failed before: somebody has mended something, perhaps. */
  retryNow(): void {
    this.noSpaceFailures = 0;
    for (const failed of this.byPath.values()) Object.assign(failed, { failures: 0, dueMs: -Infinity });
  }

  /** How long until the first of them is due, in milliseconds; 0 when one is, `Infinity` when there are none. */
  dueInMs(nowMs: number): number {
    let first = Infinity;
    for (const { dueMs } of this.byPath.values()) first = Math.min(first, dueMs);
    return Math.max(0, first - nowMs);
  }

  /** What failed and why, newest first. */
  list(): RefusedFileDto[] {
    return [...this.byPath.values()].map(({ told }) => told).sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** Where there is no room for one there is none for the others: a library of thousands is not decoded anew to find that out. */
  private putOffAll(dueMs: number): void {
    for (const failed of this.byPath.values()) if (failed.told.code === 'IMPORT_NO_SPACE') failed.dueMs = Math.max(failed.dueMs, dueMs);
  }

  private failureOf({ path, bytes, mtimeMs }: FoundFile): FailedImport | undefined {
    const failed = this.byPath.get(path);
    return failed?.bytes === bytes && failed.mtimeMs === mtimeMs ? failed : undefined;
  }
}

function reasonOf(error: unknown): { code: 'IMPORT_NO_SPACE' | 'IMPORT_FAILED'; message: string } {
  if (isNoSpace(error)) return { code: 'IMPORT_NO_SPACE', message: 'the station’s disk is full; the file is tried again by itself' };
  // By its field: an error of Node's core is no instance of this realm's `Error` under a test runner.
  const why = String((error as { message?: unknown } | undefined)?.message ?? error);
  return { code: 'IMPORT_FAILED', message: cleanText(`it could not be looked at and is tried again by itself: ${why}`, 500) };
}
