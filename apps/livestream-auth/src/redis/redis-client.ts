import { AppError } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Redis } from 'ioredis';
import { LivestreamAuthConfig } from '../livestream-auth.config';

const START_WAIT_MS = 3_000;
/** Under the callers' own limit, so that they get the code rather than a silence. */
const COMMAND_LIMIT_MS = 1_000;
const LAST_RETRY_MS = 1_000;

/**
 * The connection to Redis: answers `SERVICE_UNAVAILABLE` at once while Redis is away, queues nothing, and goes on by itself
 * when it is back.
 */
@Injectable()
export class RedisClient implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = createLogger('redis');
  private readonly redis: Redis;
  private readonly readyListeners: (() => void)[] = [];

  constructor(config: LivestreamAuthConfig) {
    this.redis = new Redis(config.REDIS_URL, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2_000,
      commandTimeout: COMMAND_LIMIT_MS,
      retryStrategy: (attempt) => Math.min(attempt * 100, LAST_RETRY_MS),
    });
    this.redis.on('error', (err: Error) => this.logger.warn({ err }, 'redis is away'));
    this.redis.on('ready', () => this.readyListeners.forEach((listener) => listener()));
  }

  /** Waits for Redis for a moment; the service starts without it, too. */
  async onModuleInit(): Promise<void> {
    const ready = new Promise<void>((resolve) => this.redis.once('ready', () => resolve()));
    // Its outcome is told by the events; a start without Redis is no failure.
    this.redis.connect().catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([ready, new Promise<void>((resolve) => (timer = setTimeout(resolve, START_WAIT_MS)))]);
    clearTimeout(timer);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  get isReady(): boolean {
    return this.redis.status === 'ready';
  }

  /** Calls back whenever Redis is (again) there. */
  onReady(listener: () => void): void {
    this.readyListeners.push(listener);
    if (this.isReady) listener();
  }

  /** @throws AppError `SERVICE_UNAVAILABLE` */
  async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.isReady) throw unavailable(undefined);
    try {
      return await command(this.redis);
    } catch (cause) {
      throw unavailable(cause);
    }
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', 'redis is away; try again shortly', { service: 'redis' }, { cause });
}
