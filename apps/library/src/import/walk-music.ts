import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Longest path below a music folder that is taken, in characters. */
export const MAX_PATH_LENGTH = 1_000;
const MAX_DEPTH = 64;

/**
 * Names that programs give to files which are about to go or not all there: what NFS and FUSE keep of a file that was
 * deleted while open, and what rsync has copied so far.
 */
const passingNames = /^\.(?:nfs[0-9a-f]{16,}|fuse_hidden[0-9a-f]+|.+\.[A-Za-z0-9]{6})$/;

/** A file below a music folder, or something there that cannot be looked at. */
export type WalkEntry =
  | { kind: 'file'; path: string; bytes: number; mtimeMs: number }
  | { kind: 'problem'; path: string; message: string };

/**
 * Finds every file below a folder, in the order of names. Folders that begin with a point are left out (`.git`, `.Trash`),
 * and so are symbolic links: they may lead in circles or out of the folder. A file that begins with a point is a file like
 * any other, since a song may be called so. Paths go with `/`.
 *
 * @throws the file system's error when the folder itself cannot be read; trouble below it is a `problem`
 */
export async function* walkMusic(root: string): AsyncGenerator<WalkEntry> {
  const entries = await sortedEntries(root);
  yield* walkEntries(root, '', entries, 0);
}

async function* walkEntries(root: string, folder: string, entries: readonly Dirent[], depth: number): AsyncGenerator<WalkEntry> {
  for (const entry of entries) {
    const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* walkFolder(root, relative, depth + 1);
    else if (entry.isFile() && !isPassing(entry.name)) yield await fileEntry(root, relative);
  }
}

function isPassing(name: string): boolean {
  return passingNames.test(name);
}

async function* walkFolder(root: string, relative: string, depth: number): AsyncGenerator<WalkEntry> {
  if (depth > MAX_DEPTH) {
    yield problem(relative, `folders are nested more than ${MAX_DEPTH} deep here`);
    return;
  }
  let entries: Dirent[] | undefined;
  try {
    entries = await sortedEntries(path.join(root, relative));
  } catch (error) {
    yield problem(relative, `the folder cannot be read (${codeOf(error)})`);
  }
  if (entries !== undefined) yield* walkEntries(root, relative, entries, depth);
}

async function fileEntry(root: string, relative: string): Promise<WalkEntry> {
  if (relative.length > MAX_PATH_LENGTH) return problem(relative, `its path is longer than ${MAX_PATH_LENGTH} characters`);
  // What the file system holds in another encoding than UTF-8 arrives with this mark and cannot be opened by that name.
  if (relative.includes('\ufffd')) return problem(relative, 'its name is not in UTF-8; rename it');
  try {
    const { size, mtimeMs } = await lstat(path.join(root, relative));
    return { kind: 'file', path: relative, bytes: size, mtimeMs };
  } catch (error) {
    return problem(relative, `it cannot be read (${codeOf(error)})`);
  }
}

async function sortedEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function problem(relative: string, message: string): WalkEntry {
  return { kind: 'problem', path: relative.slice(0, MAX_PATH_LENGTH), message };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
