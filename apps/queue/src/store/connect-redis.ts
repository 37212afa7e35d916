import { createLogger } from '@longwave/service';
import { Redis } from 'ioredis';
import { scripts } from './scripts';
import type { ScriptName } from './scripts';

/** Injection token of the queue's Redis connection. */
export const QUEUE_REDIS = Symbol.for('longwave:queue-redis');

/**
 * A connection that answers or fails within half a second and comes back by itself. Nothing waits for Redis in a queue of
 * the client's: a write that was refused is not done later, behind the back of whoever was told so.
 */
export function connectRedis(url: string): Redis {
  const log = createLogger('queue-redis');
  const redis = new Redis(url, {
    connectionName: 'queue',
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
  });
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(commandName(name as ScriptName), { lua });
  let isAway = false;
  redis.on('error', (err: Error) => {
    if (!isAway) log.warn({ err }, 'Redis is away; the queue can be read, not changed');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  return redis;
}

/** What a script is called on the connection; the names of some are Redis' own. */
export function commandName(script: ScriptName): string {
  return `queue_${script}`;
}
