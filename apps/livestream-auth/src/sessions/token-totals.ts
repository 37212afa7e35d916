import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { LiveSessionRepository } from './live-session.repository';
import { SlotStore } from './slot-store';

/** The harbor waits 2 s for an answer; a database that says nothing must not use that up. */
const DATABASE_LIMIT_MS = 800;

/** Milliseconds on the air of a token: Redis counts them, and PostgreSQL tells them again when Redis has lost them. */
@Injectable()
export class TokenTotals {
  private readonly logger = createLogger('token-totals');

  constructor(
    private readonly slots: SlotStore,
    private readonly sessions: LiveSessionRepository,
  ) {}

  async of(tokenId: string): Promise<number> {
    return (await this.slots.total(tokenId)) ?? this.recover(tokenId);
  }

  /** Brings a total back to Redis. Zero when PostgreSQL is away too: better a minute too much than no DJ. */
  async recover(tokenId: string): Promise<number> {
    const late = new AbortController();
    const total = await Promise.race([
      this.sessions.totalMs(tokenId).catch((err: unknown) => {
        this.logger.warn({ err, tokenId }, 'the time on the air so far is unknown; counting from zero');
        return 0;
      }),
      pause(DATABASE_LIMIT_MS, 0, { signal: late.signal }).catch(() => 0),
    ]);
    late.abort();
    await this.slots.setTotal(tokenId, total);
    return total;
  }
}
