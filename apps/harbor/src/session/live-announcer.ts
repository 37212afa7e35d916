import { type LiveEndReason, type LiveSessionDto, harborContract, kvKeys } from '@longwave/contracts';
import { EventBus, MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';

const RETRY_MS = 500;

interface Job {
  kind: 'started' | 'title' | 'refresh' | 'ended';
  sessionId: string;
  run: () => Promise<void>;
}

interface Line {
  jobs: Job[];
  running: Promise<void>;
}

/**
 * Tells the world who is live: the KV entry `live.<channel>` first, then the event. One after the other for each channel,
 * so that the end of a session never takes away the entry of the next; what another harbor wrote meanwhile stays. Each
 * step is tried until it works, since mixers follow the entry.
 */
@Injectable()
export class LiveAnnouncer {
  private readonly logger = createLogger('live-announcer');
  private readonly lines = new Map<number, Line>();
  private readonly revs = new Map<number, number>();
  private stopped = false;

  constructor(
    private readonly kv: MediaKv,
    private readonly bus: EventBus,
  ) {}

  started(session: LiveSessionDto): void {
    void this.enqueue(session, 'started', async () => {
      await this.kv.put(kvKeys.live(session.channelId), session);
      this.bus.publish(harborContract.liveStarted, { rev: this.nextRev(session.channelId), session });
    });
  }

  titleChanged(session: LiveSessionDto): void {
    void this.enqueue(session, 'title', async () => {
      if (!(await this.replace(session))) return;
      this.bus.publish(harborContract.liveTitleChanged, { rev: this.nextRev(session.channelId), session });
    });
  }

  /** Puts the entry back if NATS has come back without it. */
  refresh(session: LiveSessionDto): void {
    void this.enqueue(session, 'refresh', async () => {
      await this.kv.create(kvKeys.live(session.channelId), session);
    });
  }

  /** @returns a promise that resolves when it was told */
  ended(session: LiveSessionDto, reason: LiveEndReason): Promise<void> {
    return this.enqueue(session, 'ended', async () => {
      await this.remove(session);
      this.bus.publish(harborContract.liveEnded, { rev: this.nextRev(session.channelId), session, reason });
    });
  }

  /** Gives up on what could not be told; the next start of this harbor finds it. */
  stop(): void {
    this.stopped = true;
  }

  private enqueue(session: LiveSessionDto, kind: Job['kind'], run: () => Promise<void>): Promise<void> {
    const line = this.lines.get(session.channelId) ?? { jobs: [], running: Promise.resolve() };
    this.lines.set(session.channelId, line);
    const job: Job = { kind, sessionId: session.sessionId, run };
    // A title that nobody was told yet makes room for the newer one.
    const last = line.jobs.at(-1);
    if (kind === 'title' && last?.kind === 'title' && last.sessionId === job.sessionId) line.jobs[line.jobs.length - 1] = job;
    else {
      line.jobs.push(job);
      line.running = line.running.then(() => this.runNext(session.channelId, line));
    }
    return line.running;
  }

  private async runNext(channelId: number, line: Line): Promise<void> {
    const job = line.jobs.shift();
    for (let attempt = 1; job !== undefined && !this.stopped; attempt += 1) {
      try {
        await job.run();
        break;
      } catch (err) {
        if (attempt % 20 === 1) this.logger.warn({ err, channelId, what: job.kind }, 'who is live could not be told yet');
        await pause(RETRY_MS, undefined, { ref: false });
      }
    }
    if (line.jobs.length === 0 && this.lines.get(channelId) === line) this.lines.delete(channelId);
  }

  /** Writes the entry, unless it is another session's by now. @returns whether it is this one's */
  private async replace(session: LiveSessionDto): Promise<boolean> {
    const key = kvKeys.live(session.channelId);
    for (;;) {
      const entry = await this.kv.get<LiveSessionDto>(key);
      // Another harbor's, when the slot has moved there.
      if (entry && entry.value.sessionId !== session.sessionId) return false;
      const written = await (entry ? this.kv.update(key, session, entry.revision) : this.kv.create(key, session));
      // Another wrote meanwhile: it may have been the next session.
      if (written !== undefined) return true;
    }
  }

  /** Takes the entry away, unless it is another session's by now. */
  private async remove(session: LiveSessionDto): Promise<void> {
    const key = kvKeys.live(session.channelId);
    for (;;) {
      const entry = await this.kv.get<LiveSessionDto>(key);
      if (entry?.value.sessionId !== session.sessionId || (await this.kv.deleteAt(key, entry.revision))) return;
    }
  }

  /** Grows over restarts too, without a store: the clock, or one more than the last. */
  private nextRev(channelId: number): number {
    const rev = Math.max(Date.now(), (this.revs.get(channelId) ?? 0) + 1);
    this.revs.set(channelId, rev);
    return rev;
  }
}
