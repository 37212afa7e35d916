import { AppError, kvKeys, libraryContract } from '@longwave/contracts';
import type { ChannelDto } from '@longwave/contracts';
import { MediaKv, ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';

const RETRY_MS = 1_000;

/** The channels there are, as copied to the KV; the library is asked only for what is not there (yet). */
@Injectable()
export class ChannelDirectory implements OnModuleInit, OnModuleDestroy {
  private readonly log = createLogger('channel-directory');
  private readonly channels = new Map<number, ChannelDto>();
  private stop: () => void = () => undefined;
  private retry: NodeJS.Timeout | undefined;
  private isDestroyed = false;

  constructor(
    private readonly kv: MediaKv,
    private readonly services: ServiceClient,
  ) {}

  onModuleInit(): void {
    // Not waited for: the HTTP side answers while JetStream elects its leader.
    void this.watch();
  }

  onModuleDestroy(): void {
    this.isDestroyed = true;
    clearTimeout(this.retry);
    this.stop();
  }

  async list(): Promise<ChannelDto[]> {
    if (this.channels.size === 0) return (await this.services.call(libraryContract.listChannels, {})).items;
    return [...this.channels.values()].sort((a, b) => a.channelId - b.channelId);
  }

  /** @throws AppError `CHANNEL_NOT_FOUND`, or `SERVICE_UNAVAILABLE` when nobody can tell */
  async get(channelId: number): Promise<ChannelDto> {
    return this.channels.get(channelId) ?? this.services.call(libraryContract.getChannel, { channelId });
  }

  /** What is wrong with a channel of which another service knows nothing: that it does not exist, or that error. */
  async explain(channelId: number, error: unknown): Promise<unknown> {
    try {
      await this.get(channelId);
      return error;
    } catch (reason) {
      return reason instanceof AppError && reason.code === 'CHANNEL_NOT_FOUND' ? reason : error;
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
