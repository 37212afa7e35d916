import { fork } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import type { ChildSpec } from './managed-child';

/** The station's own programs. */
export const appNames = ['mixer', 'edge', 'harbor', 'control'] as const;
export type AppName = (typeof appNames)[number];

const apps = path.resolve(__dirname, '../../..');
const entries: Record<AppName, string> = {
  mixer: path.join(apps, 'mixer/dist/main.js'),
  edge: path.join(apps, 'edge/dist/main.js'),
  harbor: path.join(apps, 'harbor/dist/main.js'),
  control: path.join(apps, 'station/dist/control.main.js'),
};
/** Sound comes before everything else when the processor is short. Only root may ask for it. */
const niceness: Partial<Record<AppName, number>> = { mixer: -10, edge: -5 };

function favour(name: AppName, pid: number | undefined): void {
  const nice = niceness[name];
  if (nice === undefined || pid === undefined || process.getuid?.() !== 0) return;
  try {
    os.setPriority(pid, nice);
  } catch (error) {
    // A container may be root and yet not allowed to.
    if (!['EACCES', 'EPERM', 'ESRCH'].includes((error as { info?: { code?: string } }).info?.code ?? '')) throw error;
  }
}

/** The first of a kind bears the plain name: `mixer`, `mixer-2`. */
export function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}-${number}`;
}

/**
 * One app in a process and a process group of its own: Ctrl-C reaches the station alone, which decides the order. It
 * ends by itself when the station is gone, since its channel closes then.
 */
export function appChild(name: AppName, env: Record<string, string>, { number = 1, endWithinMs }: { number?: number; endWithinMs?: number | undefined } = {}): ChildSpec {
  return {
    name: numbered(name, number),
    ...(endWithinMs === undefined ? {} : { endWithinMs }),
    kind: 'app',
    stopSignal: 'SIGTERM',
    spawn() {
      const child = fork(entries[name], [], { env, execArgv: [], detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
      favour(name, child.pid);
      return child;
    },
  };
}
