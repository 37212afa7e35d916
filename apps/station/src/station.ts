import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { banner } from './announce/banner';
import { makeToken, untilHeard, untilMusic } from './announce/wait-until-on-air';
import type { ManagedChild } from './children/managed-child';
import { Supervisor } from './children/supervisor';
import { secretsFile } from './data/secrets';
import { StationLog } from './log/station-log';
import { Terminal } from './log/terminal';
import { type Preflight, preflight, readSettings } from './preflight';
import { type StartedChildren, startChildren } from './start-children';
import { StationError } from './station-error';
import { showStep } from './steps/show-step';
import type { StationConfig } from './station.config';

const reachableHost = (bindAddress: string): string => (bindAddress === '0.0.0.0' || bindAddress === '::' ? '127.0.0.1' : bindAddress);

/** Where people find the station: its public addresses, or this machine's. */
function addresses(config: StationConfig) {
  const pageUrl = config.PUBLIC_URL ?? `http://localhost:${config.GATEWAY_PORT}`;
  const listenUrl = config.PUBLIC_LISTEN_URL ?? `http://localhost:${config.EDGE_PORT}`;
  const host = new URL(config.PUBLIC_LISTEN_URL ?? pageUrl).hostname;
  return { pageUrl, listenUrl, harbor: `${host}:${config.HARBOR_PORT}` };
}

function whereAdminTokenIs({ config, dataDir }: Preflight): string {
  if (config.ADMIN_API_TOKEN !== undefined) return 'token as set in ADMIN_API_TOKEN';
  const relative = path.relative(process.cwd(), secretsFile(dataDir));
  return `token in ${relative.startsWith('..') ? secretsFile(dataDir) : relative}`;
}

async function allReady(children: readonly ManagedChild[], report: (text: string) => void): Promise<string> {
  const tell = (): void => report(children.map((child) => `${child.spec.name}${child.isReady ? ' ✓' : ' …'}`).join('  '));
  tell();
  await Promise.all(children.map((child) => child.firstReady.then(tell)));
  return children.map((child) => child.spec.name).join(', ');
}

/** Shows the steps until the station is heard, then the banner. */
async function announce(before: Preflight, { servers, apps, nats }: StartedChildren, terminal: Terminal, signal: AbortSignal): Promise<void> {
  if (servers.length > 0) await showStep(terminal, 'servers', (report) => allReady(servers, report));
  await showStep(terminal, 'services', (report) => allReady(apps, report));
  // Loaded only now, when the children no longer need the processor as badly.
  const { ServiceClient, connectNats } = await import('@longwave/messaging');
  const connection = await connectNats({ ...nats, name: 'station' });
  try {
    const services = new ServiceClient(connection);
    const mount = `http://${reachableHost(before.config.BIND_ADDRESS)}:${before.config.EDGE_PORT}/radio`;
    let hasMusic = false;
    await showStep(terminal, 'library', async (report) => {
      let text = '';
      hasMusic = (await untilMusic(services, (latest) => report((text = latest)), signal)).tracks > 0;
      return text;
    });
    await showStep(terminal, 'sound', async (report) => `${(await untilHeard(services, mount, { hasMusic }, report, signal)).tier} is heard`);
    const { token } = await makeToken(services, signal);
    for (const text of banner({ ...addresses(before.config), token, admin: whereAdminTokenIs(before) })) terminal.line(text);
  } finally {
    await connection.close();
  }
}

/** Resolves at the first signal to end; a second one, or a terminal that was closed, ends everything at once. */
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
    const announced = announce(before, children, terminal, over.signal).then(
      () => log.say('info', 'on the air'),
      (error: unknown) => over.signal.aborted || log.say('error', `could not tell that the station is on the air: ${String(error)}`),
    );
    const end = await Promise.race([asked, supervisor.settingsRefused]);
    over.abort();
    if (typeof end !== 'string') throw new StationError(end, 78);
    terminal.line('Longwave is ending');
    log.say('info', 'ending', { reason: end });
    await Promise.race([announced, delay(0)]);
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
      log.close();
    }
  } finally {
    before.unlock();
  }
}
