import { type LaunchPlan, type ServerAccount, findProgram } from '@longwave/backing-servers';
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { type TestServer, startPlan } from './start-servers';
import { tempFolder } from './temp-folder';

/** A stream that an Icecast under test fetches from elsewhere. */
export interface IcecastRelay {
  port: number;
  mount: string;
  localMount: string;
}

/** What an Icecast under test does beside waiting for sources. */
export interface IcecastOptions {
  /** Streams it relays; ICY titles are asked for. */
  relays?: readonly IcecastRelay[];
}

/** An Icecast 2.4 of the system's package, on a free port of the loopback. */
export interface TestIcecast extends TestServer {
  readonly sourcePassword: string;
  /** Its own view of its mounts, from `/status-json.xsl`; by mount. */
  status(): Promise<Record<string, Record<string, unknown>>>;
  /** What it wrote to its log so far. */
  log(): string;
}

const SOURCE_PASSWORD = 'source-password-of-the-test';
const ADMIN_PASSWORD = 'admin-password-of-the-test';

/** Icecast refuses to run as root: its package makes an account for it. */
function icecastAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith('icecast2:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error('Icecast cannot run as root, and there is no account "icecast2"');
  return { uid: Number(uid), gid: Number(gid) };
}

function relayXml({ port, mount, localMount }: IcecastRelay): string {
  return `<relay><server>127.0.0.1</server><port>${port}</port><mount>${mount}</mount><local-mount>${localMount}</local-mount><on-demand>0</on-demand><relay-shoutcast-metadata>1</relay-shoutcast-metadata></relay>`;
}

function configXml(folder: string, port: number, relays: readonly IcecastRelay[]): string {
  const share = '/usr/share/icecast2';
  return `<icecast>
  <limits><clients>100</clients><sources>20</sources><queue-size>1048576</queue-size><client-timeout>30</client-timeout><header-timeout>15</header-timeout><source-timeout>10</source-timeout><burst-size>65536</burst-size></limits>
  <authentication><source-password>${SOURCE_PASSWORD}</source-password><relay-password>${ADMIN_PASSWORD}</relay-password><admin-user>admin</admin-user><admin-password>${ADMIN_PASSWORD}</admin-password></authentication>
  <hostname>127.0.0.1</hostname>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  ${relays.map(relayXml).join('\n  ')}
  <fileserve>0</fileserve>
  <paths><basedir>${share}</basedir><logdir>${folder}</logdir><webroot>${share}/web</webroot><adminroot>${share}/admin</adminroot></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
  <security><chroot>0</chroot></security>
</icecast>
`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function icecastPlan(folder: string, port: number, relays: readonly IcecastRelay[]): LaunchPlan {
  const account = icecastAccount();
  const config = path.join(folder, 'icecast.xml');
  return {
    name: 'icecast', port, url: `http://127.0.0.1:${port}`, stopSignal: 'SIGTERM',
    command: { file: findProgram('icecast2'), args: ['-c', config], cwd: folder, env: { LANG: 'C.UTF-8' }, ...account },
    async prepare() {
      writeFileSync(config, configXml(folder, port, relays));
      chmodSync(config, 0o644);
      if (account) chownSync(folder, account.uid, account.gid);
    },
    isReady: () => answers(port),
  };
}

/** Starts an Icecast; with `kill9` and `restart` it comes back on the same port, without its sources. */
export async function startIcecast({ relays = [] }: IcecastOptions = {}): Promise<TestIcecast> {
  const folder = tempFolder('icecast');
  const server = await startPlan(folder, (port) => icecastPlan(folder, port, relays));
  const errorLog = path.join(folder, 'error.log');
  return {
    ...server,
    sourcePassword: SOURCE_PASSWORD,
    log: () => (existsSync(errorLog) ? readFileSync(errorLog, 'utf8') : ''),
    async status() {
      const { icestats } = (await (await fetch(`${server.url}/status-json.xsl`)).json()) as { icestats: { source?: Record<string, unknown> | Record<string, unknown>[] } };
      return Object.fromEntries([icestats.source ?? []].flat().map((source) => [new URL(String(source['listenurl'])).pathname, source]));
    },
  };
}
