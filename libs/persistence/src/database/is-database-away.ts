/** Sockets that break, and names that do not resolve. */
const systemCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNABORTED',
]);
/**
 * PostgreSQL's SQLSTATE (appendix A of its manual): class 08 connection, 57P administrator, 53 resources, 57014 a statement
 * that took too long, 25006 a replica, 25P03 idle too long.
 */
const sqlStates = /^(08\w{3}|57P\d\d|53\w{3}|57014|25006|25P03|58\w{3})$/;
/** What `pg` and its pool throw without a code. */
const messages = /timeout exceeded when trying to connect|connection terminated|connection timeout|query read timeout|not queryable|Cannot use a pool after|Client was closed|Driver not Connected/i;

/**
 * Whether an error says that the database cannot answer now (away, restarting, out of resources, too slow), rather than
 * that a statement is wrong.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  // Looked at by its fields: an error of Node's core is no instance of this realm's `Error` under a test runner.
  const { code, message, errors, driverError } = error as { code?: unknown; message?: unknown; errors?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (systemCodes.has(code) || sqlStates.test(code))) return true;
  if (typeof message === 'string' && messages.test(message)) return true;
  if (Array.isArray(errors) && errors.some(isDatabaseAway)) return true;
  return driverError !== error && isDatabaseAway(driverError);
}
