import { AppError, kvKeys, libraryContract } from '@longwave/contracts';
import type { ChannelDto } from '@longwave/contracts';
import { MediaKv, ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';

const RETRY_MS = 1_000;
/** Songs a listener may have waiting where nobody can tell how many the channel allows. */
export const DEFAULT_MAX_WAITING = 3;

/** What the queue must know of channels: whether there is one, and how many songs each listener may have waiting. */
@Injectable()
export class ChannelDirectory implements OnModuleInit, OnModuleDestroy {
  private readonly log = createLogger('queue-channels');
  private readonly channels = new Map<number, ChannelDto>();
  private stop: () => void = () => undefined;
  private retry: NodeJS.Timeout | undefined;
  private isDestroyed = false;

  constructor(
    private readonly kv: MediaKv,
    private readonly services: ServiceClient,
  ) {}

  onModuleInit(): void {
    // Not waited for: the queue serves while JetStream elects its leader.
    void this.watch();
  }

  onModuleDestroy(): void {
    this.isDestroyed = true;
    clearTimeout(this.retry);
    this.stop();
  }

  /** @throws AppError `CHANNEL_NOT_FOUND` when there is certainly none; when nobody can tell, there may be one */
  async maxWaitingPerUser(channelId: number): Promise<number> {
    const known = this.channels.get(channelId);
    if (known) return known.maxWaitingPerUser;
    try {
      return (await this.services.call(libraryContract.getChannel, { channelId })).maxWaitingPerUser;
    } catch (error) {
      if (error instanceof AppError && error.code === 'CHANNEL_NOT_FOUND') throw error;
      return DEFAULT_MAX_WAITING;
    }
  }

  private async watch(): Promise<void> {
    try {
      const stop = await this.kv.watch<ChannelDto>(kvKeys.allChannels, ({ key, value }) => {
        const channelId = Number(key.split('.')[1]);
        if (value) this.channels.set(channelId, value);
        else this.channels.delete(channelId);
      });
      if (this.isDestroyed) stop();
      else this.stop = stop;
    } catch (err) {
      if (this.isDestroyed) return;
      this.log.warn({ err }, 'the channels cannot be watched yet');
      this.retry = setTimeout(() => void this.watch(), RETRY_MS);
    }
  }
}
