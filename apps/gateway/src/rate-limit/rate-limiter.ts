import { AppError } from '@longwave/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { GATEWAY_REDIS } from './redis';
import { LocalWindows } from './local-windows';
import type { WindowCount } from './local-windows';
import { rateLimits } from './limits';
import type { LimitName } from './limits';

/** INCR and EXPIRE as one, so that no counter is left without an end. */
const countScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('TTL', KEYS[1])}`;

const key = (name: LimitName, subject: string) => `lw:gateway:v1:rate:${name}:${subject}`;

/**
 * Fixed windows in Redis, shared by all gateways. While Redis is away each gateway counts for itself: the limits hold,
 * only less sharply, and nothing stops working for it.
 */
@Injectable()
export class RateLimiter {
  private readonly local = new LocalWindows();

  constructor(@Inject(GATEWAY_REDIS) private readonly redis: Redis) {}

  /**
   * Counts one more.
   *
   * @throws AppError `RATE_LIMITED` with `retryAfterSeconds` when that is one too many
   */
  async count(name: LimitName, subject: string): Promise<void> {
    const { max, windowSeconds } = rateLimits[name];
    const counted = await this.countInRedis(name, subject, windowSeconds);
    if (counted.count > max) throw limited(counted.retryAfterSeconds);
  }

  /** Refuses whoever has used a limit up, without counting. */
  async refuseIfExceeded(name: LimitName, subject: string): Promise<void> {
    const seen = await this.look(name, subject);
    if (seen.count >= rateLimits[name].max) throw limited(seen.retryAfterSeconds);
  }

  private async countInRedis(name: LimitName, subject: string, windowSeconds: number): Promise<WindowCount> {
    try {
      const [count, seconds] = (await this.redis.eval(countScript, 1, key(name, subject), windowSeconds)) as [number, number];
      return { count, retryAfterSeconds: Math.max(1, seconds) };
    } catch {
      // Told by the connection's own log lines.
      return this.local.count(key(name, subject), windowSeconds, Date.now());
    }
  }

  private async look(name: LimitName, subject: string): Promise<WindowCount> {
    try {
      const [count, seconds] = await Promise.all([this.redis.get(key(name, subject)), this.redis.ttl(key(name, subject))]);
      return { count: Number(count ?? 0), retryAfterSeconds: Math.max(1, seconds) };
    } catch {
      return this.local.look(key(name, subject), Date.now());
    }
  }
}

function limited(retryAfterSeconds: number): AppError {
  return new AppError('RATE_LIMITED', `too many; try again in ${retryAfterSeconds} s`, { retryAfterSeconds });
}
