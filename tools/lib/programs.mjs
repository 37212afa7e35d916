// Finds programs by looking into folders, without starting a process, so that a warm start costs nothing.
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Debian leaves these out of an ordinary user's PATH, and nats-server lives in one of them. */
const adminFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR', 'ELOOP'].includes(error.code)) return false;
    throw error;
  }
}

function searchPath(env) {
  return (env.PATH ?? '').split(path.delimiter).filter(Boolean);
}

function postgresFolders(below = '/usr/lib/postgresql') {
  try {
    return readdirSync(below).map((version) => path.join(below, version, 'bin'));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  }
}

/** The full path of a program, or undefined. PostgreSQL's are also found where Debian keeps them, outside the PATH. */
export function findProgram(name, env = process.env) {
  const folders = [...searchPath(env), ...adminFolders, ...(name === 'postgres' ? postgresFolders() : [])];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/** Adds the administrator's folders to PATH, behind the user's own, so that what was found here is found by children. */
export function widenPath(env = process.env) {
  const folders = searchPath(env);
  env.PATH = [...folders, ...adminFolders.filter((folder) => !folders.includes(folder))].join(path.delimiter);
}
