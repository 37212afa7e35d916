import { cleanText } from '@longwave/audio';
import { AppError, type AttachReply, type KickRequest, type LiveEndReason, type LiveSessionDto, harborContract, kvKeys, livestreamAuthContract } from '@longwave/contracts';
import { MediaKv, NATS_CONNECTION, ServiceClient, answerAsInstance } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { HarborConfig } from '../harbor.config';
import { ChunkLink } from './chunk-link';
import { LiveAnnouncer } from './live-announcer';
import { LiveSession } from './live-session';
import { SessionLease, closeSession } from './session-lease';
import { StaleSessions } from './stale-sessions';
import { waitShortly } from './wait-shortly';

const TICK_MS = 250;
/** The same token may come again in place of its own session after this long without a byte. */
const RECONNECT_QUIET_MS = 2_500;
const STOP_LIMIT_MS = 2_500;

/** Who wants to go live. */
export interface GoLiveRequest {
  token: string;
  channelId: number;
  contentType: string;
  /** Called once, when the session has ended, whatever ended it. */
  onEnded: (reason: LiveEndReason) => void;
}

interface ActiveSession {
  session: LiveSession;
  lease: SessionLease;
  tokenDigest: Buffer;
  onEnded: (reason: LiveEndReason) => void;
  /** Why it ended, while what it sent is still being played. */
  draining: LiveEndReason | undefined;
}

/** Ends after which nothing more of the session may be heard. */
const cutShort: readonly LiveEndReason[] = ['kicked', 'time-used-up'];

const nobodyIsLive = () => new AppError('LIVE_SESSION_NOT_FOUND', 'nobody is live on this channel');
const digestOf = (token: string) => createHash('sha256').update(token).digest();

/**
 * The sessions of this harbor, at most one for each channel. A session whose encoder has left stays on the air, and its
 * time counts, until the mixer has taken all that it sent: up to 512 KB, for an encoder that sends faster than real time.
 * It makes way at once for the next DJ.
 */
@Injectable()
export class LiveSessions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = createLogger('live-sessions');
  private readonly active = new Map<number, ActiveSession>();
  /** Sessions that are being taken off the air, by channel. */
  private readonly finishing = new Map<number, Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly config: HarborConfig,
    private readonly services: ServiceClient,
    private readonly announcer: LiveAnnouncer,
    private readonly stale: StaleSessions,
    private readonly kv: MediaKv,
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.tick(), TICK_MS);
    void this.followConnection();
    const { harborId } = this.config;
    answerAsInstance(this.connection, harborContract.attach, harborId, ({ sessionId, epoch }) => this.attach(sessionId, epoch));
    answerAsInstance(this.connection, harborContract.kick, harborId, (request) => this.kickHere(request));
  }

  /** Before the connection to NATS closes: everybody is told, slots are given back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    const late = new AbortController();
    const ends = [...this.active.values()].map((active) => this.finish(active, 'harbor-stopped'));
    await Promise.race([Promise.all(ends), pause(STOP_LIMIT_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    this.announcer.stop();
  }

  /**
   * Takes the channel's slot with a token.
   *
   * @throws AppError `LIVE_TOKEN_INVALID`, `LIVE_TOKEN_USED_UP`, `LIVE_TOKEN_REVOKED`, `LIVE_SLOT_TAKEN`, `SERVICE_UNAVAILABLE`
   */
  async open(request: GoLiveRequest): Promise<LiveSession> {
    await this.makeWay(request);
    const sessionId = randomUUID();
    const { djName, remainingMs } = await this.takeSlot(request, sessionId);
    const session = new LiveSession(
      {
        sessionId,
        channelId: request.channelId,
        harborId: this.config.harborId,
        djName: cleanText(djName, 100),
        contentType: request.contentType,
        startedAt: new Date().toISOString(),
      },
      {
        now: () => performance.now(),
        link: (onAck) => new ChunkLink(this.connection, { channelId: request.channelId, sessionId }, onAck),
        started: (dto) => this.announcer.started(dto),
        titleChanged: (dto) => this.announcer.titleChanged(dto),
        drained: () => void this.finish(active, active.draining ?? 'disconnected'),
      },
    );
    const lease = new SessionLease(this.services, sessionId, remainingMs, (reason) => void this.finish(active, reason));
    const active: ActiveSession = { session, lease, tokenDigest: digestOf(request.token), onEnded: request.onEnded, draining: undefined };
    this.stale.opened(sessionId);
    this.active.set(request.channelId, active);
    this.logger.info({ sessionId, channelId: request.channelId, djName, remainingMs }, 'a DJ is here');
    return session;
  }

  activeOn(channelId: number): LiveSession | undefined {
    return this.active.get(channelId)?.session;
  }

  /** Whether the session on this channel was opened with this token. */
  isHeldBy(channelId: number, token: string): boolean {
    const active = this.active.get(channelId);
    return active !== undefined && timingSafeEqual(active.tokenDigest, digestOf(token));
  }

  /** @throws AppError `LIVE_SESSION_NOT_FOUND`, `EPOCH_OUTDATED` */
  attach(sessionId: string, epoch: number): AttachReply {
    const session = [...this.active.values()].find((active) => active.session.facts.sessionId === sessionId)?.session;
    if (session === undefined) throw new AppError('LIVE_SESSION_NOT_FOUND', 'this session has ended');
    return session.attach(epoch);
  }

  /**
   * Takes whoever is live on a channel off the air, whichever harbor holds the line.
   *
   * @throws AppError `LIVE_SESSION_NOT_FOUND`, `SERVICE_UNAVAILABLE`
   */
  async kick(request: KickRequest): Promise<LiveSessionDto> {
    if (this.active.has(request.channelId)) return this.kickHere(request);
    const live = await this.kv.get<LiveSessionDto>(kvKeys.live(request.channelId)).catch((cause: unknown) => {
      throw new AppError('SERVICE_UNAVAILABLE', 'who is live cannot be told at the moment', {}, { cause });
    });
    if (!live || live.value.harborId === this.config.harborId) throw nobodyIsLive();
    return this.services.callInstance(harborContract.kick, live.value.harborId, request);
  }

  private async kickHere({ channelId, userId }: KickRequest): Promise<LiveSessionDto> {
    const active = this.active.get(channelId);
    if (active === undefined || !active.session.isAnnounced) throw nobodyIsLive();
    const dto = active.session.toDto();
    this.logger.info({ sessionId: dto.sessionId, channelId, userId }, 'a DJ is taken off the air');
    // No byte of it is sent from here on; while the KV is away mixers learn later to leave what they hold.
    await waitShortly(this.finish(active, 'kicked'));
    return dto;
  }

  /** The encoder has left, or says nothing any more. What it sent is still played. */
  end(session: LiveSession, reason: LiveEndReason): void {
    const active = this.active.get(session.facts.channelId);
    if (active?.session !== session || active.draining !== undefined) return;
    active.draining = reason;
    active.onEnded(reason);
    session.end();
  }

  /** Takes a session off the air. Resolves when the slot is free and everybody was told. */
  private async finish(active: ActiveSession, reason: LiveEndReason): Promise<void> {
    const { session, lease } = active;
    const { channelId, sessionId } = session.facts;
    if (this.active.get(channelId) !== active) return;
    this.active.delete(channelId);
    if (active.draining === undefined) active.onEnded(reason);
    active.draining = reason;
    // Without the chunk that tells the end: what is left shall not be played to its end, but faded out.
    if (!cutShort.includes(reason)) session.end();
    session.forget();
    this.logger.info({ sessionId, channelId, reason, streamedMs: lease.streamedMs }, 'a DJ has gone');
    const finishing = Promise.all([lease.release(reason), session.isAnnounced ? this.announcer.ended(session.toDto(), reason) : undefined]);
    this.finishing.set(channelId, finishing);
    await finishing;
    this.stale.closed(sessionId);
    if (this.finishing.get(channelId) === finishing) this.finishing.delete(channelId);
  }

  /**
   * Two kinds of session make way for a new one: those whose encoder has left, and the same DJ's own whose line broke while
   * its socket still looks open here. The latter only after some seconds without a byte, so that two encoders with one
   * token cannot throw each other out for ever.
   */
  private async makeWay({ token, channelId }: GoLiveRequest): Promise<void> {
    // Its slot is about to be given back.
    await waitShortly(this.finishing.get(channelId));
    const active = this.active.get(channelId);
    if (active === undefined) return;
    const isBroken = active.session.quietMs >= RECONNECT_QUIET_MS && this.isHeldBy(channelId, token);
    if (active.draining === undefined && !isBroken) return;
    await this.services.call(livestreamAuthContract.checkToken, { token, channelId });
    // The slot is given back while the KV is still to be told, and the next session is told after this one's end.
    await waitShortly(this.finish(active, active.draining ?? 'disconnected'));
  }

  private async takeSlot({ token, channelId }: GoLiveRequest, sessionId: string): Promise<{ djName: string; remainingMs: number }> {
    const openSession = () => this.services.call(livestreamAuthContract.openSession, { token, channelId, sessionId, harborId: this.config.harborId });
    const giveBack = () => void closeSession(this.services, { sessionId, streamedMs: 0, reason: 'disconnected' });
    if (this.isStopping) throw new AppError('SERVICE_UNAVAILABLE', 'the harbor is being restarted; try again shortly');
    try {
      const opened = await openSession().catch(async (error: unknown) => {
        // The slot may be held by a session of ours that was killed with the harbor.
        const isTaken = error instanceof AppError && error.code === 'LIVE_SLOT_TAKEN';
        if (isTaken && this.activeOn(channelId) === undefined && (await this.stale.endOn(channelId))) return openSession();
        throw error;
      });
      // Its slot lapsed while livestream-auth was away, but it is on the air: it stays.
      if (this.activeOn(channelId) === undefined && !this.isStopping) return opened;
      giveBack();
    } catch (error) {
      // The answer was lost, perhaps, and the slot is ours without our knowing.
      if (error instanceof AppError && error.code === 'SERVICE_UNAVAILABLE') giveBack();
      throw error;
    }
    throw new AppError('LIVE_SLOT_TAKEN', 'another DJ is on the air on this channel');
  }

  private tick(): void {
    for (const { session } of this.active.values()) {
      const reason = session.tick();
      if (reason !== undefined) this.end(session, reason);
    }
  }

  private async followConnection(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type !== 'reconnect') continue;
      for (const { session } of this.active.values()) {
        session.reconnected();
        if (session.isAnnounced) this.announcer.refresh(session.toDto());
      }
    }
  }
}
