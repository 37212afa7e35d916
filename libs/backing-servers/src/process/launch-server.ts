import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { boundCommand } from './bound-command';
import type { LaunchPlan } from './server-plan';

/** A running server that somebody else does not supervise: for tests and tools. */
export interface LaunchedServer {
  readonly pid: number;
  /** Ends it: politely, after 5 s by force. Returns once it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, without a chance to clean up. Returns once it is gone. */
  kill9(): Promise<void>;
}

/**
 * Starts a server's process as its plan says, in a process group of its own, so that Ctrl-C in a terminal does not reach
 * it before whoever uses it.
 */
export function spawnServer(plan: LaunchPlan): ChildProcessByStdio<null, Readable, Readable> {
  const { file, args, cwd, env, uid, gid } = boundCommand(plan);
  return spawn(file, args, {
    cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }),
  });
}

/**
 * Prepares and starts a server and waits until it answers.
 *
 * @throws Error with the end of its output when it exits first or does not answer in time
 */
export async function launchServer(plan: LaunchPlan, { timeoutMs = 30_000 } = {}): Promise<LaunchedServer> {
  await plan.prepare();
  let said = '';
  const child = spawnServer(plan);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4000)));
  }
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
    child.once('exit', () => resolve());
  });
  let isGone = false;
  void gone.then(() => (isGone = true));
  const deadline = Date.now() + timeoutMs;
  while (!(await plan.isReady())) {
    if (isGone) throw new Error(`${plan.name} ended while starting: ${said.trim()}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${plan.name} did not answer within ${timeoutMs} ms: ${said.trim()}`);
    }
    await delay(20);
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isGone) return;
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(force);
  };
  return { pid: child.pid ?? 0, stop: () => end(plan.stopSignal), kill9: () => end('SIGKILL') };
}
