import { findOptionalProgram, freePort } from '@longwave/backing-servers';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { tempFolder } from '../servers/temp-folder';
import { waitFor } from '../wait/wait-for';

const main = path.resolve(__dirname, '../../../../apps/station/dist/main.js');

/** Names of a station's children. */
export type StationChild = 'nats' | 'redis' | 'postgres' | 'control' | 'mixer' | 'mixer-2' | 'mixer-3' | 'edge' | 'harbor';

/** How to start a station. */
export interface StationOptions {
  /** Settings beside the ports and the data folder, which are chosen; `undefined` takes one away. */
  env?: Record<string, string | undefined>;
  /** A folder of an earlier station, to start on it again. The data lie in its `data`. */
  folder?: string;
  /** Ports of an earlier station, to have the same addresses again. */
  ports?: TestStation['ports'];
  /** What to wait for: the banner (by default), the children's processes, or nothing. */
  until?: 'on-air' | 'processes' | 'started';
  /** 90,000 by default: a first start makes a database and music. */
  timeoutMs?: number;
}

interface Children {
  station: { pid: number };
  children: Partial<Record<StationChild, { pid: number }>>;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** The environment a process was started with; empty once it is gone. */
function environmentOf(pid: number): Partial<Record<string, string>> {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  } catch {
    return {};
  }
}

/** A whole station on free ports, with its data in a folder of its own; the build must be up to date. */
export class TestStation {
  readonly dataDir: string;
  /** When its process was started, `performance.now()`. */
  readonly startedAt = performance.now();
  /** When its banner was complete. */
  onAirAt: number | undefined;
  #output = '';
  #exit: number | null | undefined;

  constructor(readonly process: ChildProcess, readonly folder: string, readonly ports: { gateway: number; edge: number; harbor: number }) {
    this.dataDir = path.join(folder, 'data');
    for (const stream of [process.stdout, process.stderr]) stream?.on('data', (text: Buffer) => this.#heard(text.toString('utf8')));
    process.once('exit', (code, signal) => (this.#exit = code ?? (signal === null ? null : -1)));
  }

  #heard(text: string): void {
    this.#output += text;
    if (/^ {2}admin {5}.*$/m.test(this.#output)) this.onAirAt ??= performance.now();
  }

  /** What it wrote to its terminal so far. */
  get output(): string {
    return this.#output;
  }

  /** Its exit code once it has ended; −1 when a signal ended it. */
  get exitCode(): number | null | undefined {
    return this.#exit;
  }

  /** Address of a mount: `listenUrl('/radio?burst=0')`. */
  listenUrl(mount = '/radio'): string {
    return `http://127.0.0.1:${this.ports.edge}${mount}`;
  }

  /** Address of the gateway: `pageUrl('/api/v1/channels')`. */
  pageUrl(route = '/'): string {
    return `http://127.0.0.1:${this.ports.gateway}${route}`;
  }

  get secrets(): Record<'adminApiToken' | 'natsPassword' | 'natsBotPassword' | 'redisPassword' | 'postgresPassword', string> {
    return readJson(path.join(this.dataDir, 'secrets.json'));
  }

  get adminToken(): string {
    return this.secrets.adminApiToken;
  }

  /** The go-live token of the banner. */
  get liveToken(): string {
    const token = /icecast:\/\/source:([^@\s]+)@/.exec(this.#output)?.[1];
    if (token === undefined) throw new Error('the banner has not told a token yet');
    return token;
  }

  /** Where the private NATS is, and how to get in. */
  get nats(): { url: string; user: string; password: string; botUser: string; botPassword: string } {
    const { ports } = readJson<{ ports: { nats: number } }>(path.join(this.dataDir, 'station.json'));
    const { natsPassword, natsBotPassword } = this.secrets;
    return { url: `nats://127.0.0.1:${ports.nats}`, user: 'service', password: natsPassword, botUser: 'bot', botPassword: natsBotPassword };
  }

  /** Ids of the children that run now. */
  pids(): Partial<Record<StationChild, number>> {
    const file = path.join(this.dataDir, 'children.json');
    if (!existsSync(file)) return {};
    return Object.fromEntries(Object.entries(readJson<Children>(file).children).map(([name, { pid }]) => [name, pid]));
  }

  /** The mixers that run now: the name under which each owns channels, and its process. */
  mixers(): { instanceId: string; pid: number }[] {
    return Object.entries(this.pids()).flatMap(([name, pid]) => {
      const instanceId = name.startsWith('mixer') ? environmentOf(pid)['SERVICE_INSTANCE'] : undefined;
      return instanceId === undefined ? [] : [{ instanceId, pid }];
    });
  }

  /** Whether all seven children run, started by this very process. */
  hasAllProcesses(): boolean {
    const file = path.join(this.dataDir, 'children.json');
    return existsSync(file) && readJson<Children>(file).station.pid === this.process.pid && Object.keys(this.pids()).length >= 7;
  }

  /** Waits until a child runs under another id than before. */
  newPid(name: StationChild, before: number | undefined, timeoutMs = 10_000): Promise<number> {
    return waitFor(() => (this.pids()[name] === before ? undefined : this.pids()[name]), { timeoutMs, what: `new process of ${name}` });
  }

  /** Ends a child as kill -9 does; the station starts it again. @returns the id it had */
  kill9(name: StationChild): number {
    const pid = this.pids()[name];
    if (pid === undefined) throw new Error(`${name} does not run`);
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  /** Ends the station itself as kill -9 does, and leaves its children to themselves. */
  async kill9Station(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended();
  }

  /** Waits until its process has ended. @returns the exit code */
  async ended(timeoutMs = 20_000): Promise<number | null> {
    await waitFor(() => this.#exit !== undefined, { timeoutMs, what: `end of the station, which said: ${this.#output.slice(-2000)}` });
    return this.#exit ?? null;
  }

  /** Ends it politely. @returns the exit code */
  async stop(): Promise<number | null> {
    if (this.#exit === undefined) this.process.kill('SIGTERM');
    return this.ended();
  }
}

/**
 * Starts a station on free ports.
 *
 * @throws Error with what it said when it ends or is not on the air in time
 */
export async function startStation(options: StationOptions = {}): Promise<TestStation> {
  const { env = {}, folder = tempFolder('station'), until = 'on-air', timeoutMs = 90_000 } = options;
  mkdirSync(folder, { recursive: true });
  const ports = options.ports ?? { gateway: await freePort(), edge: await freePort(), harbor: await freePort() };
  const settings: Record<string, string | undefined> = {
    PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', BIND_ADDRESS: '127.0.0.1',
    GATEWAY_PORT: String(ports.gateway), EDGE_PORT: String(ports.edge), HARBOR_PORT: String(ports.harbor), LIBRARY_MEDIA_PORT: String(await freePort()),
    ...env,
  };
  // A test runner that is killed takes the station with it.
  const setpriv = findOptionalProgram('setpriv');
  const bound = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'TERM', '--'];
  const [file = process.execPath, ...args] = [...bound, process.execPath, main];
  const child = spawn(file, args, { cwd: folder, env: settings, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const station = new TestStation(child, folder, ports);
  const isThere = (): boolean => {
    if (station.exitCode !== undefined) throw new Error(`the station ended (${String(station.exitCode)})`);
    if (until === 'on-air') return station.onAirAt !== undefined;
    return until === 'started' || station.hasAllProcesses();
  };
  try {
    await waitFor(() => isThere() || station.exitCode !== undefined, { timeoutMs, what: until });
    isThere();
    return station;
  } catch (cause) {
    await station.stop();
    throw new Error(`the station did not start; it said:\n${station.output}`, { cause });
  }
}
