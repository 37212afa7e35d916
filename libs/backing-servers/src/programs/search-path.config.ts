import path from 'node:path';

/** Debian leaves these out of an ordinary user's PATH, and nats-server lives in one of them. */
const adminFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Folders in which programs are looked for: those of PATH, then the administrator's. */
export function searchPath(): string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...folders, ...adminFolders.filter((folder) => !folders.includes(folder))];
}
