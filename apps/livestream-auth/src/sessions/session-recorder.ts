import { createLogger } from '@longwave/service';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LiveSessionRepository } from './live-session.repository';
import { SlotStore, type StoredSession } from './slot-store';

const SWEEP_MS = 10_000;

/**
 * Writes sessions down in PostgreSQL without making anybody wait for it. What could not be written because it was away is
 * in Redis and written later.
 */
@Injectable()
export class SessionRecorder implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = createLogger('session-recorder');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: LiveSessionRepository,
    private readonly slots: SlotStore,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Writes a session that has begun. */
  record(session: StoredSession): void {
    this.sessions.save(session).catch((err: unknown) => this.logger.warn({ err, sessionId: session.sessionId }, 'a session is written down at its end'));
  }

  /** Writes a session that has ended. */
  recordClosed(sessionId: string): void {
    this.saveClosed(sessionId).catch((err: unknown) => this.logger.warn({ err, sessionId }, 'a session is written down later'));
  }

  private async sweep(): Promise<void> {
    try {
      for (const sessionId of await this.slots.unsaved()) await this.saveClosed(sessionId);
    } catch (err) {
      this.logger.debug({ err }, 'sessions wait to be written down');
    }
  }

  private async saveClosed(sessionId: string): Promise<void> {
    const session = await this.slots.get(sessionId);
    if (session !== undefined) await this.sessions.save(session);
    await this.slots.markSaved(sessionId);
  }
}
