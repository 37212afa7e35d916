import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ProcessIdentity, identify, isAlive } from './process-identity';
import { killGroup } from './managed-child';

/** A child as it is remembered for the next start. */
export interface RememberedChild extends ProcessIdentity {
  stopSignal: NodeJS.Signals;
}

/** Which processes belong to the station of this data folder. */
export interface ChildrenFile {
  station: ProcessIdentity | undefined;
  children: Record<string, RememberedChild>;
}

const fileIn = (dataDir: string): string => path.join(dataDir, 'children.json');
const askEveryMs = 20;

/** What the last station wrote; undefined when there was none, or it is damaged. */
export function readChildren(dataDir: string): ChildrenFile | undefined {
  try {
    const found = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Partial<ChildrenFile> | null;
    return found?.children ? { station: found.station, children: found.children } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the processes of this station on disk, so that the next one finds what a kill -9 left. */
export class ChildrenRecord {
  readonly #content: ChildrenFile = { station: identify(process.pid), children: {} };
  /** @param onTrouble told when the file cannot be written, as on a full disk; the children run all the same */
  constructor(private readonly dataDir: string, private readonly onTrouble: (error: Error) => void = () => undefined) {}

  /** Remembers a child that has just been started. */
  started(name: string, pid: number, stopSignal: NodeJS.Signals): void {
    const identity = identify(pid);
    if (identity) this.#content.children[name] = { ...identity, stopSignal };
    this.write();
  }

  /** Forgets a child that has ended. */
  ended(name: string): void {
    delete this.#content.children[name];
    this.write();
  }

  private write(): void {
    const draft = `${fileIn(this.dataDir)}.new`;
    try {
      mkdirSync(this.dataDir, { recursive: true });
      writeFileSync(draft, `${JSON.stringify(this.#content, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, fileIn(this.dataDir));
    } catch (error) {
      // An old file is no danger: whoever reads it makes sure that a process is the one it means. A throw here would have
      // a child started twice, or keep the others from being ended.
      rmSync(draft, { force: true });
      this.onTrouble(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

async function isGoneWithin(child: RememberedChild, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (isAlive(child)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  return true;
}

/** Asks it to end, if it still is the process it was: the servers' turn comes seconds after they were found. */
function signal(child: RememberedChild): void {
  if (!isAlive(child)) return;
  try {
    process.kill(child.pid, child.stopSignal);
  } catch (error) {
    // It ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends what an earlier station on this data folder left running, apps before the servers they use. Call it with the
 * station's lock held.
 *
 * @param politelyMs how long each may take after its stop signal, before it is killed
 * @returns the names of those that were found
 */
export async function endOrphans(dataDir: string, politelyMs = 2_000): Promise<string[]> {
  const left = Object.entries(readChildren(dataDir)?.children ?? {}).filter(([, child]) => isAlive(child));
  const servers = left.filter(([name]) => ['nats', 'redis', 'postgres'].includes(name));
  const apps = left.filter((entry) => !servers.includes(entry));
  for (const group of [apps, servers]) {
    await Promise.all(
      group.map(async ([, child]) => {
        signal(child);
        if (await isGoneWithin(child, politelyMs)) return;
        killGroup(child.pid, 'SIGKILL');
        await isGoneWithin(child, 5_000);
      }),
    );
  }
  return left.map(([name]) => name);
}
