import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const made: string[] = [];

process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that everybody may enter (PostgreSQL's account must); removed when this process ends. */
export function tempFolder(name = 'test'): string {
  const folder = mkdtempSync(path.join(tmpdir(), `longwave-${name}-`));
  chmodSync(folder, 0o755);
  made.push(folder);
  return folder;
}
