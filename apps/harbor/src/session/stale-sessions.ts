import { type LiveSessionDto, kvKeys } from '@longwave/contracts';
import { MediaKv, ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { HarborConfig } from '../harbor.config';
import { LiveAnnouncer } from './live-announcer';
import { closeSession } from './session-lease';
import { waitShortly } from './wait-shortly';

const RETRY_MS = 500;

/**
 * Sessions that a harbor of this name left behind when it was killed: their slots are given back and everybody is told,
 * so that their DJs get in again at once.
 */
@Injectable()
export class StaleSessions {
  private readonly logger = createLogger('stale-sessions');
  /** Sessions of this process. By id, since the wall clock may have been set between two of them. */
  private readonly own = new Set<string>();
  private readonly ending = new Map<string, Promise<void>>();
  private stopWatching: (() => void) | undefined;
  private isStopped = false;

  constructor(
    private readonly config: HarborConfig,
    private readonly kv: MediaKv,
    private readonly services: ServiceClient,
    private readonly announcer: LiveAnnouncer,
  ) {}

  /** A session of this process begins; to be called before anybody is told. */
  opened(sessionId: string): void {
    this.own.add(sessionId);
  }

  /** It has ended, and everybody was told: were its entry to come back, it would be as one that was left behind. */
  closed(sessionId: string): void {
    this.own.delete(sessionId);
  }

  /** Looks for them now and goes on looking: the entry of a session may come back with a server that had lost it. */
  async watch(): Promise<void> {
    while (!this.isStopped) {
      try {
        this.stopWatching = await this.kv.watch<LiveSessionDto>(kvKeys.allLive, ({ value }) => {
          if (value !== undefined && this.isStale(value)) void this.end(value);
        });
        return;
      } catch (err) {
        this.logger.warn({ err }, 'who was live cannot be read yet');
        await pause(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  stop(): void {
    this.isStopped = true;
    this.stopWatching?.();
  }

  /** Ends the stale session on a channel, or begins to. @returns whether there was one */
  async endOn(channelId: number): Promise<boolean> {
    const entry = await this.kv.get<LiveSessionDto>(kvKeys.live(channelId)).catch(() => undefined);
    if (entry === undefined || !this.isStale(entry.value)) return false;
    await waitShortly(this.end(entry.value));
    return true;
  }

  /** Under our name, but not of this process: it cannot be one that runs. */
  private isStale(session: LiveSessionDto): boolean {
    return session.harborId === this.config.harborId && !this.own.has(session.sessionId);
  }

  private end(session: LiveSessionDto): Promise<void> {
    const { sessionId } = session;
    // Forgotten when it is done: the entry may come back once more.
    const running = this.ending.get(sessionId) ?? this.giveUp(session).finally(() => this.ending.delete(sessionId));
    this.ending.set(sessionId, running);
    return running;
  }

  private async giveUp(session: LiveSessionDto): Promise<void> {
    // A watch may tell late what was there before the entry of an own session was taken away.
    const entry = await this.kv.get<LiveSessionDto>(kvKeys.live(session.channelId)).catch(() => ({ value: session }));
    if (entry?.value.sessionId !== session.sessionId) return;
    this.logger.info({ sessionId: session.sessionId, channelId: session.channelId }, 'a session of a harbor that was killed is ended');
    // How long it streamed was counted at its last renewal.
    await closeSession(this.services, { sessionId: session.sessionId, streamedMs: 0, reason: 'harbor-stopped' });
    await this.announcer.ended(session, 'harbor-stopped');
  }
}
