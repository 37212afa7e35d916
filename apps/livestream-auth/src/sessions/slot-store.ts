import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { LiveTokenClaims } from '../tokens/live-token-signer';
import { RedisClient } from '../redis/redis-client';
import { closeScript, openScript, renewScript } from './slot-scripts';

/** A slot lapses this long after the last renewal; the harbor renews every 5 s. */
export const SLOT_MS = 15_000;
const DAY_MS = 86_400_000;
const TOTAL_TTL_MS = 30 * DAY_MS;
/** Longer than a token may stream. */
const SESSION_TTL_MS = 2 * DAY_MS;
/** With less than this left a token counts as used up: nobody goes live for half a second. */
export const MIN_LEFT_MS = 1_000;

/** A session as Redis holds it. */
export interface StoredSession {
  sessionId: string;
  tokenId: string;
  channelId: number;
  harborId: string;
  djName: string;
  maxMs: number;
  startedAt: string;
  countedMs: number;
  /** Why it ended, and when; null while it runs. */
  closed: string | null;
  endedAt: string | null;
}

export type OpenOutcome = { outcome: 'opened'; remainingMs: number } | { outcome: 'revoked' | 'total-unknown' | 'used-up' | 'taken' };
export type RenewOutcome = { outcome: 'renewed'; remainingMs: number } | { outcome: 'unknown' | 'closed' | 'revoked' | 'taken' };
export type CloseOutcome = 'unknown' | 'closed' | 'closed-now';

const key = (kind: string, id: string | number) => `lw:livestream-auth:v1:${kind}:${id}`;
const unsavedKey = 'lw:livestream-auth:v1:unsaved';

/** Slots, running sessions and totals, in Redis. Every method throws `SERVICE_UNAVAILABLE` while Redis is away. */
@Injectable()
export class SlotStore {
  constructor(private readonly redis: RedisClient) {}

  async open(session: Omit<StoredSession, 'countedMs' | 'closed' | 'endedAt'>): Promise<OpenOutcome> {
    const { sessionId, tokenId, channelId, maxMs } = session;
    const keys = [key('slot', channelId), key('session', sessionId), key('total', tokenId), key('revoked', tokenId)];
    const fields = Object.entries(session).filter(([name]) => name !== 'maxMs').flatMap(([name, value]) => [name, String(value)]);
    const [outcome, left] = await this.eval(openScript, keys, [sessionId, maxMs, SLOT_MS, TOTAL_TTL_MS, SESSION_TTL_MS, MIN_LEFT_MS, ...fields]);
    return outcome === 'opened' ? { outcome, remainingMs: Number(left) } : { outcome: outcome as 'taken' };
  }

  async renew(session: StoredSession, streamedMs: number): Promise<RenewOutcome> {
    const { sessionId, tokenId, channelId } = session;
    const keys = [key('slot', channelId), key('session', sessionId), key('total', tokenId), key('revoked', tokenId)];
    const [outcome, left] = await this.eval(renewScript, keys, [sessionId, streamedMs, SLOT_MS, TOTAL_TTL_MS, SESSION_TTL_MS]);
    return outcome === 'renewed' ? { outcome, remainingMs: Number(left) } : { outcome: outcome as 'taken' };
  }

  async close(session: StoredSession, streamedMs: number, reason: string, endedAt: Date): Promise<CloseOutcome> {
    const { sessionId, tokenId, channelId } = session;
    const keys = [key('slot', channelId), key('session', sessionId), key('total', tokenId), unsavedKey];
    const [outcome] = await this.eval(closeScript, keys, [sessionId, streamedMs, reason, TOTAL_TTL_MS, SESSION_TTL_MS, endedAt.toISOString()]);
    return outcome as CloseOutcome;
  }

  async get(sessionId: string): Promise<StoredSession | undefined> {
    const fields = await this.redis.run((redis) => redis.hgetall(key('session', sessionId)));
    if (fields['tokenId'] === undefined) return undefined;
    return {
      sessionId,
      tokenId: fields['tokenId'],
      channelId: Number(fields['channelId']),
      harborId: fields['harborId'] ?? '',
      djName: fields['djName'] ?? '',
      maxMs: Number(fields['maxMs']),
      startedAt: fields['startedAt'] ?? '',
      countedMs: Number(fields['countedMs']),
      closed: fields['closed'] ?? null,
      endedAt: fields['endedAt'] ?? null,
    };
  }

  /** Puts back a running session that Redis has lost. */
  async restore(session: StoredSession): Promise<void> {
    const { closed: _closed, endedAt: _endedAt, ...running } = session;
    const fields = Object.fromEntries(Object.entries(running).map(([name, value]) => [name, String(value)]));
    await this.redis.run(async (redis) => redis.multi().hset(key('session', session.sessionId), fields).pexpire(key('session', session.sessionId), SESSION_TTL_MS).exec());
  }

  /** Keeps what a token allows for those who send its short form. */
  async keepClaims(claims: LiveTokenClaims): Promise<void> {
    await this.redis.run((redis) => redis.set(key('token', claims.tokenId), JSON.stringify(claims), 'PXAT', claims.expiresAt.getTime()));
  }

  async claims(tokenId: string): Promise<LiveTokenClaims | undefined> {
    const text = await this.redis.run((redis) => redis.get(key('token', tokenId)));
    if (text === null) return undefined;
    const claims = JSON.parse(text) as Omit<LiveTokenClaims, 'issuedAt' | 'expiresAt'> & Record<'issuedAt' | 'expiresAt', string>;
    return { ...claims, issuedAt: new Date(claims.issuedAt), expiresAt: new Date(claims.expiresAt) };
  }

  /** Sets a token's total unless Redis has one. */
  async setTotal(tokenId: string, totalMs: number): Promise<void> {
    await this.redis.run((redis) => redis.set(key('total', tokenId), totalMs, 'PX', TOTAL_TTL_MS, 'NX'));
  }

  async total(tokenId: string): Promise<number | undefined> {
    const total = await this.redis.run((redis) => redis.get(key('total', tokenId)));
    return total === null ? undefined : Number(total);
  }

  async holder(channelId: number): Promise<string | undefined> {
    return (await this.redis.run((redis) => redis.get(key('slot', channelId)))) ?? undefined;
  }

  /** Marks a token as revoked, until well after it has expired. */
  async revoke(tokenId: string, expiresAt: Date): Promise<void> {
    await this.redis.run((redis) => redis.set(key('revoked', tokenId), '1', 'PXAT', expiresAt.getTime() + SESSION_TTL_MS));
  }

  async isRevoked(tokenId: string): Promise<boolean> {
    return (await this.redis.run((redis) => redis.exists(key('revoked', tokenId)))) === 1;
  }

  /** Some of the closed sessions that are not in PostgreSQL yet. */
  unsaved(): Promise<string[]> {
    return this.redis.run((redis) => redis.srandmember(unsavedKey, 50));
  }

  async markSaved(sessionId: string): Promise<void> {
    await this.redis.run((redis) => redis.srem(unsavedKey, sessionId));
  }

  private eval(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<[string, (string | number)?]> {
    return this.redis.run((redis: Redis) => redis.eval(script, keys.length, ...keys, ...args)) as Promise<[string, number?]>;
  }
}
