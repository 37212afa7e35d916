import { type ServerPlan, natsPlan, postgresPlan, redisPlan, spawnServer } from '@longwave/backing-servers';
import { botRights } from '@longwave/contracts';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { writing } from '../data/writing';
import type { PrivatePort } from '../data/station-state';
import type { Secrets } from '../data/secrets';
import type { ChildSpec } from './managed-child';

/** What the private servers are made of. */
export interface ServerOptions {
  dataDir: string;
  stationId: string;
  ports: Record<PrivatePort, number>;
  secrets: Secrets;
}

/** PostgreSQL cannot run as root, nor can its account enter `/root`: then its files lie here. */
const rootPostgresFolder = '/var/lib/longwave';

/** Where the private PostgreSQL of a data folder keeps its files. */
export function postgresFolder(dataDir: string): string {
  if (process.getuid?.() !== 0) return path.join(dataDir, 'postgres');
  return path.join(rootPostgresFolder, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
}

/** The private servers' plans, each made only when asked for. */
export const serverPlans = {
  nats: ({ dataDir, ports, secrets }: ServerOptions): ServerPlan => {
    const passwords = { service: secrets.natsPassword, bot: secrets.natsBotPassword };
    return natsPlan({ folder: path.join(dataDir, 'nats'), port: ports.nats, access: { passwords, ...botRights } });
  },
  redis: ({ dataDir, ports, secrets }: ServerOptions): ServerPlan =>
    redisPlan({ folder: path.join(dataDir, 'redis'), port: ports.redis, password: secrets.redisPassword, aof: true }),
  postgres: ({ dataDir, stationId, ports, secrets }: ServerOptions): ServerPlan => {
    const folder = postgresFolder(dataDir);
    writing(folder, () => mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 }));
    return postgresPlan({ folder, port: ports.postgres, password: secrets.postgresPassword, owner: stationId, durable: true });
  },
} as const;

/** A private server as a child of the station, in a process group of its own. */
export function serverChild(plan: ServerPlan): ChildSpec {
  return {
    name: plan.name,
    kind: 'server',
    stopSignal: plan.stopSignal,
    prepare: () => plan.prepare(),
    spawn: () => spawnServer(plan),
    isReady: () => plan.isReady(),
  };
}
