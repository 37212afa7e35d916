import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { StationError } from '../station-error';
import { writing } from './writing';

/**
 * An object of texts and numbers kept in a file; empty when there is none.
 *
 * @throws StationError when the file is damaged: to start anew would lose what it held
 */
export function readJsonFile(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw new StationError([`Longwave cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`]);
  }
  throw new StationError([`${file} is damaged: mend it, bring back a copy, or remove it to have a new one made.`]);
}

/**
 * Writes it whole or not at all, for this user alone.
 *
 * @throws StationError when the system refuses, as on a full disk
 */
export function writeJsonFile(file: string, content: object): void {
  const draft = `${file}.new`;
  try {
    writing(file, () => {
      writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, file);
    });
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
