import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { searchPath } from './search-path.config';

const debianPostgres = '/usr/lib/postgresql';

/** A program that has to be there is not; the message is one line for the operator. */
export class ProgramMissingError extends Error {
  override readonly name = 'ProgramMissingError';
  constructor(readonly program: string) {
    super(`${program} is not installed, or not in the PATH`);
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Debian keeps PostgreSQL's programs outside the PATH; the newest version comes first. */
function postgresFolders(): string[] {
  try {
    const versions = readdirSync(debianPostgres).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => path.join(debianPostgres, version, 'bin'));
  } catch {
    return [];
  }
}

/**
 * Full path of a program, looked for without starting a process.
 *
 * @throws ProgramMissingError
 */
export function findProgram(name: string): string {
  const folders = [...searchPath(), ...(name === 'postgres' ? postgresFolders() : [])];
  const found = folders.map((folder) => path.join(folder, name)).find(isExecutable);
  if (found === undefined) throw new ProgramMissingError(name);
  return found;
}

/**
 * Full path of initdb: the one beside the server, so that both are of one version where there are several.
 *
 * @throws ProgramMissingError
 */
export function findInitdb(): string {
  const initdb = path.join(path.dirname(realpathSync(findProgram('postgres'))), 'initdb');
  if (!isExecutable(initdb)) throw new ProgramMissingError('initdb');
  return initdb;
}

/** Like findProgram, undefined when it is not there. */
export function findOptionalProgram(name: string): string | undefined {
  return searchPath().map((folder) => path.join(folder, name)).find(isExecutable);
}
