import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { StationError } from '../station-error';
import { whyNotWritten } from './writing';

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
    throw new StationError([`Longwave cannot use its data folder ${path.resolve(setting)}: ${whyNotWritten(error) ?? String(error)}. Set DATA_DIR to a folder it may write to.`]);
  }
}
