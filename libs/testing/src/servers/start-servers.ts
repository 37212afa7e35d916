import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { type LaunchPlan, type LaunchedServer, type NatsAccess, freePort, launchServer, natsPlan, postgresPlan, redisPlan } from '@longwave/backing-servers';
import { botRights } from '@longwave/contracts';
import { tempFolder } from './temp-folder';

/** A real server on a free port of the loopback, with its data in a temporary folder. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Id of the process that runs now. */
  pid(): number;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** Ends it as kill -9 does; its data stay. */
  kill9(): Promise<void>;
  /** Ends it if it runs, and starts it again: same port, credentials and data. */
  restart(): Promise<void>;
}

/** NATS with JetStream, and its two users. */
export interface TestNats extends TestServer {
  readonly user: string;
  readonly password: string;
  readonly botUser: string;
  readonly botPassword: string;
}

const secret = (): string => randomBytes(18).toString('hex');

/** Starts a server on a free port; its folder goes when it is stopped. */
export async function startPlan(folder: string, makePlan: (port: number) => LaunchPlan): Promise<TestServer> {
  let plan = makePlan(await freePort());
  let running: LaunchedServer;
  try {
    running = await launchServer(plan);
  } catch (error) {
    // Another test may have taken the port in between.
    if (!/in use|bind|listen/i.test(String(error))) throw error;
    plan = makePlan(await freePort());
    running = await launchServer(plan);
  }
  return {
    url: plan.url,
    port: plan.port,
    pid: () => running.pid,
    kill9: () => running.kill9(),
    async stop() {
      await running.stop();
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    async restart() {
      await running.stop();
      running = await launchServer(plan);
    },
  };
}

function natsAccess(): NatsAccess {
  return { passwords: { service: secret(), bot: secret() }, ...botRights };
}

/** Starts a nats-server with JetStream on and the users `service` and `bot`, as a station has them. */
export async function startNats(): Promise<TestNats> {
  const access = natsAccess();
  const folder = tempFolder('nats');
  const server = await startPlan(folder, (port) => natsPlan({ folder, port, access }));
  return { ...server, user: 'service', password: access.passwords.service, botUser: 'bot', botPassword: access.passwords.bot };
}

/** Several NATS servers that stand together, with the users of `startNats`. */
export interface TestNatsCluster {
  readonly nodes: readonly TestServer[];
  /** Addresses of all, separated by commas. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** Starts a cluster of nats-servers on the loopback. JetStream in it is ready a few seconds later, once it has a leader. */
export async function startNatsCluster(size = 3): Promise<TestNatsCluster> {
  const access = natsAccess();
  const name = `test-${secret().slice(0, 8)}`;
  const ports = await Promise.all(Array.from({ length: size }, () => freePort()));
  const routes = ports.map((port) => `127.0.0.1:${port}`);
  const nodes = await Promise.all(ports.map((routePort, i) => {
    const folder = tempFolder('nats');
    return startPlan(folder, (port) => natsPlan({ folder, port, access, serverName: `${name}-${i + 1}`, cluster: { name, host: '127.0.0.1', port: routePort, routes } }));
  }));
  return {
    nodes, url: nodes.map((node) => node.url).join(','), user: 'service', password: access.passwords.service,
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

/** Starts a redis-server; with `aof` what was written survives `kill9` and `restart`. */
export function startRedis({ aof = false }: { aof?: boolean } = {}): Promise<TestServer> {
  const folder = tempFolder('redis');
  const password = secret();
  return startPlan(folder, (port) => redisPlan({ folder, port, password, aof }));
}

/** Starts a PostgreSQL with an empty database of its own; fsync is off. */
export function startPostgres(): Promise<TestServer> {
  const folder = tempFolder('postgres');
  const password = secret();
  return startPlan(folder, (port) => postgresPlan({ folder, port, password, durable: false }));
}
