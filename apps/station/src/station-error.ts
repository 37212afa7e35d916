/** Why the station cannot run, in words for the person at the terminal; each line is one problem. */
export class StationError extends Error {
  override readonly name = 'StationError';
  /** @param exitCode 1; 78 (EX_CONFIG) for wrong settings */
  constructor(readonly lines: readonly string[], readonly exitCode = 1) {
    super(lines.join('\n'));
  }
}
