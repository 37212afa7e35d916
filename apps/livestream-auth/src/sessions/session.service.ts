import { AppError, type CloseSessionRequest, Empty, type OpenSessionReply, type OpenSessionRequest, type RenewSessionReply, type SessionRequest } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { LiveTokenService, revoked, usedUp } from '../tokens/live-token.service';
import { LiveSessionRepository } from './live-session.repository';
import { SessionRecorder } from './session-recorder';
import { type OpenOutcome, SlotStore, type StoredSession } from './slot-store';
import { TokenTotals } from './token-totals';

/** Who is on the air, and how long he may. */
@Injectable()
export class SessionService {
  private readonly logger = createLogger('live-sessions');

  constructor(
    private readonly tokens: LiveTokenService,
    private readonly slots: SlotStore,
    private readonly totals: TokenTotals,
    private readonly sessions: LiveSessionRepository,
    private readonly recorder: SessionRecorder,
  ) {}

  async open(request: OpenSessionRequest): Promise<OpenSessionReply> {
    const { tokenId, djName, maxStreamingSeconds } = await this.tokens.verify(request.token, request.channelId);
    const { sessionId, channelId, harborId } = request;
    const session = { sessionId, tokenId, channelId, harborId, djName, maxMs: maxStreamingSeconds * 1000, startedAt: new Date().toISOString() };
    const opened = await this.openSlot(session);
    if (opened.outcome === 'revoked') throw revoked();
    if (opened.outcome === 'used-up') throw usedUp();
    if (opened.outcome !== 'opened') throw new AppError('LIVE_SLOT_TAKEN', 'another DJ is on the air on this channel');
    this.recorder.record({ ...session, countedMs: 0, closed: null, endedAt: null });
    this.logger.info({ sessionId, channelId, tokenId, djName, remainingMs: opened.remainingMs }, 'a DJ goes on the air');
    return { djName, remainingMs: opened.remainingMs };
  }

  /** Counts the time so far and keeps the slot; a slot that lapsed while nobody took it is taken again. */
  async renew({ sessionId, streamedMs }: SessionRequest): Promise<RenewSessionReply> {
    const session = await this.find(sessionId);
    if (session === undefined) throw gone();
    const renewed = await this.slots.renew(session, streamedMs);
    if (renewed.outcome === 'revoked') throw revoked();
    if (renewed.outcome !== 'renewed') throw gone();
    return { remainingMs: renewed.remainingMs };
  }

  /** Counts the rest and frees the slot at once. A session that is unknown or closed already is no error. */
  async close({ sessionId, streamedMs, reason }: CloseSessionRequest): Promise<Empty> {
    const session = await this.find(sessionId).catch((error: unknown) => {
      if (error instanceof AppError && error.details['service'] !== 'redis') return undefined;
      throw error;
    });
    if (session === undefined) return new Empty();
    const outcome = await this.slots.close(session, streamedMs, reason, new Date());
    if (outcome === 'closed-now') {
      this.logger.info({ sessionId, channelId: session.channelId, reason, streamedMs }, 'a DJ left the air');
      this.recorder.recordClosed(sessionId);
    }
    return new Empty();
  }

  private async openSlot(session: Omit<StoredSession, 'countedMs' | 'closed' | 'endedAt'>): Promise<OpenOutcome> {
    const opened = await this.slots.open(session);
    if (opened.outcome !== 'total-unknown') return opened;
    await this.totals.recover(session.tokenId);
    return this.slots.open(session);
  }

  /** Redis that lost its memory must not cost a DJ the air: what PostgreSQL says is running still is. */
  private async find(sessionId: string): Promise<StoredSession | undefined> {
    const known = await this.slots.get(sessionId);
    if (known !== undefined) return known;
    const row = await this.sessions.find(sessionId);
    if (row === null || row.endedAt !== null) return undefined;
    await this.totals.of(row.tokenId);
    const restored: StoredSession = { ...row, startedAt: row.startedAt.toISOString(), countedMs: row.streamedMs, closed: null, endedAt: null };
    await this.slots.restore(restored);
    this.logger.warn({ sessionId }, 'a running session was lost in redis and is back from the database');
    return restored;
  }
}

function gone(): AppError {
  return new AppError('LIVE_SESSION_NOT_FOUND', 'this session has ended');
}
