import { ProgramMissingError } from '@longwave/backing-servers';
import { type AppName, appChild, numbered } from './children/app-children';
import { type FilledSettings, appEnvironment } from './children/app-environment';
import type { ManagedChild } from './children/managed-child';
import { serverChild, serverPlans } from './children/server-children';
import type { Supervisor } from './children/supervisor';
import type { Preflight } from './preflight';
import { StationError } from './station-error';
import { inheritedEnvironment } from './station.config';

/** What was started, and how to reach NATS. */
export interface StartedChildren {
  servers: ManagedChild[];
  apps: ManagedChild[];
  nats: { url: string; user: string | undefined; password: string | undefined };
}

function plansFor(before: Preflight) {
  const { config } = before;
  return {
    nats: config.NATS_URL === undefined ? serverPlans.nats(before) : undefined,
    redis: config.REDIS_URL === undefined ? serverPlans.redis(before) : undefined,
    postgres: config.DATABASE_URL === undefined ? serverPlans.postgres(before) : undefined,
  };
}

function filledSettings(before: Preflight, urls: { nats: string; redis: string; postgres: string }): FilledSettings {
  const { config, secrets, ports, dataDir, stationId } = before;
  const isOwnNats = config.NATS_URL === undefined;
  return {
    NATS_URL: urls.nats,
    NATS_USER: isOwnNats ? 'service' : config.NATS_USER,
    NATS_PASSWORD: isOwnNats ? secrets.natsPassword : config.NATS_PASSWORD,
    REDIS_URL: urls.redis,
    DATABASE_URL: urls.postgres,
    DATA_DIR: dataDir,
    // Stable, so that a mixer that comes back finds its own name on its channels and takes them over at once.
    SERVICE_INSTANCE: config.SERVICE_INSTANCE ?? (isOwnNats ? 'station' : `station-${stationId.slice(0, 8)}`),
    JWT_SECRET: config.JWT_SECRET ?? secrets.jwtSecret,
    ADMIN_API_TOKEN: config.ADMIN_API_TOKEN ?? secrets.adminApiToken,
    MEDIA_SIGNING_SECRET: config.MEDIA_SIGNING_SECRET ?? secrets.mediaSigningSecret,
    LIBRARY_MEDIA_PORT: String(ports.libraryMedia),
    LIBRARY_MEDIA_URL: config.LIBRARY_MEDIA_URL ?? `http://127.0.0.1:${ports.libraryMedia}`,
  };
}

/**
 * Starts servers and apps all at once: an app waits for the servers it needs by itself, and the media apps, which sound
 * comes from, go first.
 *
 * @throws StationError when a server's program is missing
 */
export function startChildren(before: Preflight, supervisor: Supervisor): StartedChildren {
  try {
    const plans = plansFor(before);
    const { config } = before;
    const urls = {
      nats: plans.nats?.url ?? config.NATS_URL ?? '',
      redis: plans.redis?.url ?? config.REDIS_URL ?? '',
      postgres: plans.postgres?.url ?? config.DATABASE_URL ?? '',
    };
    const filled = filledSettings(before, urls);
    const inherited = inheritedEnvironment();
    // The edge lets its listeners go first.
    const endWithinMs: Partial<Record<AppName, number>> = { edge: (config.EDGE_DRAIN_SECONDS + 2) * 1_000 };
    const startApp = (name: AppName, number = 1): ManagedChild => {
      const own = { ...filled, SERVICE_INSTANCE: numbered(filled.SERVICE_INSTANCE, number) };
      return supervisor.start(appChild(name, appEnvironment(name, inherited, own), { number, endWithinMs: endWithinMs[name] }));
    };
    const servers = [plans.nats, plans.postgres, plans.redis].filter((plan) => plan !== undefined).map((plan) => supervisor.start(serverChild(plan)));
    const mixers = Array.from({ length: config.MIXERS }, (_, i) => startApp('mixer', i + 1));
    const apps = [...mixers, ...(['control', 'edge', 'harbor'] as const).map((name) => startApp(name))];
    return { servers, apps, nats: { url: filled.NATS_URL, user: filled.NATS_USER, password: filled.NATS_PASSWORD } };
  } catch (error) {
    if (error instanceof ProgramMissingError) throw new StationError([`Longwave needs ${error.program}: ${error.message}. Install it, or set the URL of a server of your own.`]);
    throw error;
  }
}
