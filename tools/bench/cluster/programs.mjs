import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../lib/prepare.mjs';
import { HostProcess } from './host-process.mjs';

const require = createRequire(import.meta.url);
const { findProgram, launchServer, postgresPlan, redisPlan, renderNatsConfig } = require('@longwave/backing-servers');
const { botRights } = require('@longwave/contracts');

const secret = () => randomBytes(18).toString('hex');
export const NATS_PORT = 4222;
export const EDGE_PORT = 8005;
export const GATEWAY_PORT = 8383;
const ROUTE_PORT = 6222;
const MEDIA_PORT = 8010;

/** What the programs of one cluster share. */
export function clusterSecrets() {
  return { nats: secret(), bot: secret(), redis: secret(), postgres: secret(), jwt: secret() + secret(), admin: secret(), signing: secret() };
}

/** The NATS servers, one on each host. */
export function natsServers({ network, hosts, folder, secrets }) {
  const access = { passwords: { service: secrets.nats, bot: secrets.bot }, ...botRights };
  const routes = hosts.map((host) => `${host.cluster}:${ROUTE_PORT}`);
  return hosts.map((host) => {
    const home = path.join(folder, host.name);
    mkdirSync(home, { recursive: true });
    const cluster = { name: 'lab', host: host.cluster, port: ROUTE_PORT, routes };
    const config = renderNatsConfig({ host: '0.0.0.0', port: NATS_PORT, serverName: host.name, storeDir: path.join(home, 'jetstream'), access, cluster });
    writeFileSync(path.join(home, 'nats.conf'), config, { mode: 0o600 });
    const options = { name: host.name, host: host.name, file: findProgram('nats-server'), args: ['-c', path.join(home, 'nats.conf')] };
    return new HostProcess(network, { ...options, cwd: home, env: { LANG: 'C.UTF-8' }, logs: path.join(folder, 'logs') });
  });
}

/** Redis and PostgreSQL for the control apps, on their host's loopback. @returns their addresses */
export async function startStores({ folder, secrets }) {
  const plans = {
    redis: redisPlan({ folder: path.join(folder, 'redis'), port: 6379, password: secrets.redis, aof: true }),
    postgres: postgresPlan({ folder: path.join(folder, 'postgres'), port: 5432, password: secrets.postgres, durable: false }),
  };
  await Promise.all(Object.values(plans).map((plan) => launchServer(plan)));
  return { REDIS_URL: plans.redis.url, DATABASE_URL: plans.postgres.url };
}

/** One of the project's apps on a host; without one here. */
export function app({ network, folder, environment }, name, main, host, env) {
  const home = path.join(folder, name);
  mkdirSync(home, { recursive: true });
  return new HostProcess(network, {
    name, host, file: process.execPath, args: [path.join(root, 'apps', main)], cwd: home, logs: path.join(folder, 'logs'),
    env: { ...environment, DATA_DIR: home, SERVICE_INSTANCE: name, ...env },
  });
}

/** Settings that all apps have. */
export function commonEnvironment({ natsHosts, secrets, here, path: searchPath }) {
  return {
    PATH: searchPath, LANG: 'C.UTF-8', LOG_LEVEL: 'debug',
    NATS_URL: natsHosts.map((host) => `nats://${host.cluster}:${NATS_PORT}`).join(','), NATS_USER: 'service', NATS_PASSWORD: secrets.nats,
    LIBRARY_MEDIA_URL: `http://${here.cluster}:${MEDIA_PORT}`,
  };
}

/** Settings of the control apps. */
export function controlEnvironment({ secrets, here, stores, musicDir }) {
  return {
    ...stores, JWT_SECRET: secrets.jwt, ADMIN_API_TOKEN: secrets.admin, MEDIA_SIGNING_SECRET: secrets.signing, MUSIC_DIR: musicDir,
    LIBRARY_MEDIA_BIND: here.cluster, LIBRARY_MEDIA_PORT: String(MEDIA_PORT), GATEWAY_PORT: String(GATEWAY_PORT), BIND_ADDRESS: '127.0.0.1',
  };
}
