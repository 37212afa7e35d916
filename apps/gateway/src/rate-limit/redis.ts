import { createLogger } from '@longwave/service';
import { Redis } from 'ioredis';

/** Injection token of the gateway's Redis connection. */
export const GATEWAY_REDIS = Symbol.for('longwave:gateway-redis');

/** A connection that answers or fails at once, comes back by itself, and tells when it goes and comes. */
export function connectRedis(url: string): Redis {
  const log = createLogger('gateway-redis');
  const redis = new Redis(url, {
    connectionName: 'gateway',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 300,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
  });
  let isAway = false;
  redis.on('error', (err: Error) => {
    if (!isAway) log.warn({ err }, 'Redis is away; rate limits are counted here meanwhile');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  return redis;
}
