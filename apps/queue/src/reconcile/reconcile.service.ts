import { AppError, kvKeys, readPlayhead } from '@longwave/contracts';
import type { StoredPlayhead } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { QueueService } from '../entries/queue.service';
import { QUEUE_REDIS } from '../store/connect-redis';
import { QueueStore } from '../store/queue-store';

const RETRY_MS = 1_000;
/** The playheads of every channel. */
const ALL_PLAYHEADS = kvKeys.playhead(0).replace(/0$/, '*');

/**
 * Brings the queue in step with what was heard while it, Redis or NATS was away: the mixer keeps its playhead in the KV,
 * which holds what plays and the last entries that ended. Looked at when the queue starts, when Redis comes back, and
 * whenever a playhead changes.
 */
@Injectable()
export class ReconcileService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = createLogger('reconcile');
  private readonly playheads = new Map<number, StoredPlayhead>();
  private readonly checked = new Set<number>();
  private stop: () => void = () => undefined;
  private retry: NodeJS.Timeout | undefined;
  private isDestroyed = false;

  constructor(
    private readonly kv: MediaKv,
    private readonly queue: QueueService,
    private readonly store: QueueStore,
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
  ) {}

  onApplicationBootstrap(): void {
    this.redis.on('ready', () => this.checkAll());
    void this.watch();
  }

  onModuleDestroy(): void {
    this.isDestroyed = true;
    clearTimeout(this.retry);
    this.stop();
  }

  private async watch(): Promise<void> {
    try {
      const stop = await this.kv.watch<unknown>(ALL_PLAYHEADS, ({ key, value: stored }) => {
        const channelId = Number(key.split('.')[1]);
        const value = readPlayhead(stored);
        if (!value) return void this.playheads.delete(channelId);
        this.playheads.set(channelId, value);
        void this.check(channelId, value);
      });
      if (this.isDestroyed) stop();
      else this.stop = stop;
    } catch (err) {
      if (this.isDestroyed) return;
      this.log.warn({ err }, 'the playheads cannot be watched yet');
      this.retry = setTimeout(() => void this.watch(), RETRY_MS);
    }
  }

  private checkAll(): void {
    this.checked.clear();
    for (const [channelId, playhead] of this.playheads) void this.check(channelId, playhead);
  }

  private async check(channelId: number, playhead: StoredPlayhead): Promise<void> {
    try {
      await this.reconcile(channelId, playhead);
      this.checked.add(channelId);
    } catch (err) {
      this.log.warn({ err, channelId }, 'could not reconcile; it is tried again when Redis is back');
    }
  }

  private async reconcile(channelId: number, playhead: StoredPlayhead): Promise<void> {
    for (const entryId of playhead.finishedEntryIds) await this.queue.finish(channelId, entryId, false);
    const current = playhead.item?.entryId ?? null;
    // Later an entry that plays and is not in the playhead has just been started, and the playhead follows.
    if (!this.checked.has(channelId)) {
      for (const entryId of await this.store.playing(channelId)) if (entryId !== current && entryId !== playhead.started?.entryId) await this.queue.finish(channelId, entryId, false);
    }
    if (current !== null && !playhead.finishedEntryIds.includes(current)) await this.startUnheard(channelId, current, playhead.epoch);
  }

  /** The mixer began it while nobody could be told. */
  private async startUnheard(channelId: number, entryId: string, epoch: number): Promise<void> {
    try {
      await this.queue.start({ channelId, entryId, epoch });
    } catch (error) {
      const isSettled = error instanceof AppError && (error.code === 'ENTRY_NOT_FOUND' || error.code === 'EPOCH_OUTDATED');
      if (!isSettled) throw error;
    }
  }
}
