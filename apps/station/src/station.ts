import { setTimeout as delay } from 'node:timers/promises';
import type { ManagedChild } from './children/managed-child';
import { Supervisor } from './children/supervisor';
import { StationLog } from './log/station-log';
import { Terminal } from './log/terminal';
import { type Preflight, preflight, readSettings } from './preflight';
import { type StartedChildren, startChildren } from './start-children';
import { StationError } from './station-error';
import { showStep } from './steps/show-step';

async function allReady(children: readonly ManagedChild[], report: (text: string) => void): Promise<string> {
  const tell = (): void => report(children.map((child) => `${child.spec.name}${child.isReady ? ' ✓' : ' …'}`).join('  '));
  tell();
  await Promise.all(children.map((child) => child.firstReady.then(tell)));
  return children.map((child) => child.spec.name).join(', ');
}

/** Shows the steps of the start, up to the banner. */
async function showStart(before: Preflight, { servers, apps, nats }: StartedChildren, terminal: Terminal, signal: AbortSignal): Promise<void> {
  if (servers.length > 0) await showStep(terminal, 'servers', (report) => allReady(servers, report));
  await showStep(terminal, 'services', (report) => allReady(apps, report));
  // Loaded only now, when the children no longer need the processor as badly.
  const { announce } = await import('./announce/announce.js');
  await announce(before, nats, terminal, signal);
}

/** Resolves at the first signal to end, which may be a terminal that was closed; a Ctrl-C after it ends everything at once. */
function untilAskedToEnd(supervisor: Supervisor): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked && signal === 'SIGINT') supervisor.kill();
        asked = true;
        resolve(signal);
      });
    }
  });
}

async function supervise(before: Preflight, terminal: Terminal, log: StationLog): Promise<void> {
  if (before.orphans.length > 0) log.say('warn', `an earlier station had been killed: ended what it left running (${before.orphans.join(', ')})`);
  const supervisor = new Supervisor(before.dataDir, log);
  const asked = untilAskedToEnd(supervisor);
  const over = new AbortController();
  try {
    const children = startChildren(before, supervisor);
    const announced = showStart(before, children, terminal, over.signal).then(
      () => log.say('info', 'on the air'),
      (error: unknown) => over.signal.aborted || log.say('error', `could not tell that the station is on the air: ${String(error)}`),
    );
    const end = await Promise.race([asked, supervisor.settingsRefused]);
    over.abort();
    if (typeof end !== 'string') throw new StationError(end, 78);
    // The step that was waiting takes its line away first.
    await Promise.race([announced, delay(0)]);
    terminal.line('Longwave is ending');
    log.say('info', 'ending', { reason: end });
  } finally {
    over.abort();
    await supervisor.stop();
  }
}

/**
 * Runs the station of this folder until it is asked to end.
 *
 * @throws StationError when it cannot run here
 */
export async function runStation(): Promise<void> {
  // A reader that went away must not end the station.
  process.stdout.on('error', () => undefined);
  const terminal = new Terminal(process.stdout);
  const before = await preflight(readSettings());
  try {
    const log = await StationLog.open(before.dataDir, terminal, before.config.LOG_LEVEL);
    try {
      await supervise(before, terminal, log);
    } finally {
      await log.close();
    }
  } finally {
    before.unlock();
  }
}
