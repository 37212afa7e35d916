import { type NatsAddress, ServiceClient, connectNats } from '@longwave/messaging';
import path from 'node:path';
import { secretsFile } from '../data/secrets';
import type { Terminal } from '../log/terminal';
import type { Preflight } from '../preflight';
import type { StationConfig } from '../station.config';
import { showStep } from '../steps/show-step';
import { banner } from './banner';
import { makeToken, untilHeard, untilMusic } from './wait-until-on-air';

/** The host part of an address that reaches what listens there from this machine. */
export function reachableHost(bindAddress: string): string {
  if (bindAddress === '0.0.0.0' || bindAddress === '::') return '127.0.0.1';
  return bindAddress.includes(':') ? `[${bindAddress}]` : bindAddress;
}

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

/**
 * Shows the steps from the first answer to the first sound, then the banner. The servers and apps must be up.
 *
 * @throws the signal's reason once it is aborted
 */
export async function announce(before: Preflight, nats: Omit<NatsAddress, 'name'>, terminal: Terminal, signal: AbortSignal): Promise<void> {
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
