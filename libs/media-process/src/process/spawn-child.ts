import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { programSearchPath } from './environment.config';

/** What a child may do with its three streams. */
export interface ChildOptions {
  program: string;
  args: readonly string[];
  hasStdin: boolean;
  /** 0 to 19; how much more patient it is than this process. */
  niceness: number;
}

const living = new Set<ChildProcess>();
let watchesExit = false;

/**
 * Starts a child that cannot outlive its owner: it is killed when this process or worker thread exits and, where Linux's
 * `setpriv` is there, by the kernel when the owner is killed. Elsewhere a child whose owner was killed ends with its
 * next write into the broken pipe. No shell; the environment holds `PATH` and a plain locale alone, so no secret of
 * ours reaches a program that reads untrusted bytes. Where it cannot be started the child has no `pid` and tells an
 * `error`, or its program's name could not be executed and it exits with 126 or 127.
 *
 * @throws the system's error for some faults, as with too little memory
 */
export function spawnChild(options: ChildOptions): ChildProcess {
  const [command, args] = underDeathSignal(options.program, options.args);
  const child = spawn(command, args, {
    stdio: [options.hasStdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { PATH: programSearchPath(), LC_ALL: 'C.UTF-8', AV_LOG_FORCE_NOCOLOR: '1' },
  });
  if (child.pid !== undefined) lowerPriority(child.pid, options.niceness);
  // Without open files to spare Node has a handle without a process, and would send the signal to our whole group.
  else child.kill = () => false;
  living.add(child);
  child.once('close', () => living.delete(child));
  // Without a listener a failed spawn would end the process; 'close' follows in every case that matters to callers.
  child.on('error', () => living.delete(child));
  if (!watchesExit) {
    watchesExit = true;
    process.on('exit', () => {
      for (const one of living) one.kill('SIGKILL');
    });
  }
  return child;
}

/** How many children this thread has now; for tests and gauges. */
export function livingChildren(): number {
  return living.size;
}

/**
 * Lets a process of ours give way to this one. Never the other way round: who started us under `nice` meant it, and the
 * system lets only root take it back.
 *
 * @param niceness added to this process's own, as far as 19
 */
export function lowerPriority(pid: number, niceness: number): void {
  try {
    const wanted = Math.min(19, getPriority() + niceness);
    if (wanted > getPriority(pid)) setPriority(pid, wanted);
  } catch (error) {
    // It may have ended already; there is nobody left to be nice then.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}

let setprivPath: string | undefined | null = null;

function underDeathSignal(program: string, args: readonly string[]): [string, string[]] {
  if (setprivPath === null) setprivPath = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  if (setprivPath === undefined) return [program, [...args]];
  return [setprivPath, ['--pdeathsig', 'KILL', '--', program, ...args]];
}

function findProgram(name: string): string | undefined {
  return programSearchPath()
    .split(':')
    .map((folder) => `${folder}/${name}`)
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
