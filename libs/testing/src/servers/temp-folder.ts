import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ours = /^longwave-[\w-]+-(\d+)-\w{6}$/;
let isSwept = false;

/** A station that ran as root kept its PostgreSQL's files elsewhere, and said where. */
function postgresFolderOf(folder: string): string | undefined {
  try {
    const { postgresFolder } = JSON.parse(readFileSync(path.join(folder, 'data/station.json'), 'utf8')) as { postgresFolder?: string };
    return postgresFolder?.startsWith('/var/lib/longwave/') ? postgresFolder : undefined;
  } catch {
    // No station, or another test sweeps as well.
    return undefined;
  }
}

/** What cannot be removed, such as a disk that a killed test left mounted, is no fault of the test that sweeps. */
function removeIfPossible(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Left for whoever made it.
  }
}

/** Test runners give a spec no chance to clean up when its process ends: the next one removes what it left. */
function sweep(): void {
  if (isSwept) return;
  isSwept = true;
  for (const name of readdirSync(tmpdir())) {
    const pid = ours.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const folder = path.join(tmpdir(), name);
    const elsewhere = postgresFolderOf(folder);
    for (const stale of elsewhere === undefined ? [folder] : [elsewhere, folder]) removeIfPossible(stale);
  }
}

/**
 * A new empty folder that everybody may enter (PostgreSQL's account must). Removed by the first test that makes one after
 * this process has ended.
 */
export function tempFolder(name = 'test'): string {
  sweep();
  const folder = mkdtempSync(path.join(tmpdir(), `longwave-${name}-${process.pid}-`));
  chmodSync(folder, 0o755);
  return folder;
}
