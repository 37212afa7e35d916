import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { StationError } from '../station-error';

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
};

/**
 * Makes the data folder if it is missing.
 *
 * @returns its real path
 * @throws StationError when it cannot be made or written to
 */
export function openDataDir(setting: string): string {
  try {
    mkdirSync(path.resolve(setting), { recursive: true, mode: 0o750 });
    accessSync(path.resolve(setting), constants.W_OK | constants.X_OK);
    return realpathSync(path.resolve(setting));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new StationError([`Longwave cannot use its data folder ${path.resolve(setting)}: ${reasons[code] ?? code}. Set DATA_DIR to a folder it may write to.`]);
  }
}
