import path from 'node:path';

/** Where a file lies: its path below a music folder is relative and goes with `/`. */
export function filePath(root: string, relative: string): string {
  return path.join(root, relative);
}
