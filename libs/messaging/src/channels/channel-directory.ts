import { AppError, kvKeys, libraryContract } from '@longwave/contracts';
import type { ChannelDto } from '@longwave/contracts';
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { MediaKv } from '../kv/media-kv';
import { ServiceClient } from '../rpc/service-client';

const RETRY_MS = 500;

/**
 * The station's channels, as the library copies them to the KV; the library itself is asked only for what is not there
 * (yet). To be listed among the providers of a module whose process has a `MessagingModule`.
 */
@Injectable()
export class ChannelDirectory implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('channels');
  private readonly channels = new Map<number, ChannelDto>();
  private stop: () => void = () => undefined;
  private retry: NodeJS.Timeout | undefined;
  private isDestroyed = false;

  constructor(
    private readonly kv: MediaKv,
    private readonly services: ServiceClient,
  ) {}

  onModuleInit(): void {
    // Not waited for: a service answers while JetStream elects its leader.
    void this.watch();
  }

  onModuleDestroy(): void {
    this.isDestroyed = true;
    clearTimeout(this.retry);
    this.stop();
  }

  /** Whether any channel is known: at the very first start a service may be there before the library. */
  get isKnown(): boolean {
    return this.channels.size > 0;
  }

  /** A channel of the KV; undefined also for one that is not there yet. */
  find(channelId: number): ChannelDto | undefined {
    return this.channels.get(channelId);
  }

  /** The channel of that slug in the KV. */
  findSlug(slug: string): ChannelDto | undefined {
    return [...this.channels.values()].find((channel) => channel.slug === slug);
  }

  /**
   * All channels, by id.
   *
   * @throws AppError `SERVICE_UNAVAILABLE` when nobody can tell
   */
  async list(): Promise<ChannelDto[]> {
    if (!this.isKnown) return (await this.services.call(libraryContract.listChannels, {})).items;
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
      this.logger.warn({ err }, 'the channels cannot be watched yet');
      this.retry = setTimeout(() => void this.watch(), RETRY_MS);
    }
  }
}
