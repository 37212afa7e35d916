import { AppError, type LiveEndReason, livestreamAuthContract } from '@longwave/contracts';
import type { ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { setTimeout as pause } from 'node:timers/promises';

const RENEW_MS = 5_000;
/** A slot lapses 15 s after the last renewal: one that failed is tried again soon. */
const RETRY_MS = 1_000;
const CLOSE_ATTEMPTS = 10;

/** Gives a slot back, and the time on the air so far; tries for a while, since a slot that stays taken keeps the next DJ out. */
export async function closeSession(services: ServiceClient, request: { sessionId: string; streamedMs: number; reason: LiveEndReason }): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await services.call(livestreamAuthContract.closeSession, request);
      return;
    } catch (err) {
      if (attempt === CLOSE_ATTEMPTS) {
        createLogger('lease').warn({ err, sessionId: request.sessionId }, 'a slot could not be given back; it lapses by itself');
        return;
      }
    }
    await pause(RETRY_MS, undefined, { ref: false });
  }
}

/**
 * A session's right to be on the air: renews the slot, tells when the time is up or the right is gone. Renewals that fail
 * because livestream-auth or Redis is away are tolerated: the time that is left is known here.
 */
export class SessionLease {
  readonly #openedAt: number;
  #deadline: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    private readonly services: ServiceClient,
    private readonly sessionId: string,
    remainingMs: number,
    private readonly onLost: (reason: LiveEndReason) => void,
  ) {
    this.#openedAt = performance.now();
    this.#endIn(remainingMs);
    this.#renewIn(RENEW_MS);
  }

  /** Milliseconds on the air so far. */
  get streamedMs(): number {
    return Math.round(performance.now() - this.#openedAt);
  }

  /** Ends it and gives the slot back. */
  async release(reason: LiveEndReason): Promise<void> {
    this.#stop();
    await closeSession(this.services, { sessionId: this.sessionId, streamedMs: this.streamedMs, reason });
  }

  #stop(): void {
    this.#isOver = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#renewal);
  }

  #lose(reason: LiveEndReason): void {
    if (this.#isOver) return;
    this.#stop();
    this.onLost(reason);
  }

  #endIn(ms: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lose('time-used-up'), Math.max(0, ms));
  }

  #renewIn(ms: number): void {
    this.#renewal = setTimeout(() => void this.#renew(), ms);
  }

  async #renew(): Promise<void> {
    try {
      const askedAt = performance.now();
      const { remainingMs } = await this.services.call(livestreamAuthContract.renewSession, { sessionId: this.sessionId, streamedMs: this.streamedMs });
      if (this.#isOver) return;
      this.#endIn(remainingMs - (performance.now() - askedAt));
      this.#renewIn(RENEW_MS);
    } catch (error) {
      // Revoked, or another holds the slot by now.
      if (error instanceof AppError && ['LIVE_TOKEN_REVOKED', 'LIVE_SESSION_NOT_FOUND'].includes(error.code)) this.#lose('kicked');
      else if (!this.#isOver) this.#renewIn(RETRY_MS);
    }
  }
}
