/** Of the file system: the disk, or the account's share of it; and PostgreSQL's `disk_full`. */
const codes = new Set<unknown>(['ENOSPC', 'EDQUOT', '53100']);

/** Whether an error says that a disk is full, ours or the database's, itself or by what caused it. */
export function isNoSpace(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, cause, driverError } = error as { code?: unknown; cause?: unknown; driverError?: unknown };
  return codes.has(code) || isNoSpace(cause) || (driverError !== error && isNoSpace(driverError));
}
