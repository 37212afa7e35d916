import { StationError } from '../station-error';

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
  EISDIR: 'it is a folder',
};

/** Why the system refused to write, in words; undefined for what is no refusal of the system's. */
export function whyNotWritten(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? (reasons[code] ?? code) : undefined;
}

/** What a failure to write a file of the station's is for the person at the terminal; other errors stay what they are. */
export function asStationError(file: string, error: unknown): unknown {
  const why = whyNotWritten(error);
  return why === undefined ? error : new StationError([`Longwave cannot write ${file}: ${why}. Mend that, or set DATA_DIR to another folder.`]);
}

/**
 * Does what writes a file of the station's.
 *
 * @throws StationError when the system refuses
 */
export function writing<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw asStationError(file, error);
  }
}
