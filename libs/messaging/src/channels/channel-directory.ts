import { AppError, kvKeys, libraryContract } from '@longwave/contracts';
import type { ChannelDto } from '@longwave/contracts';
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { type KvWatched, MediaKv } from '../kv/media-kv';
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
  private isCaughtUp = false;
  /** Whoever waits for the channels to be known. */
  private readonly waiting = new Set<() => void>();

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

  /** Whether the channels are known, all of them: at the very first start a service may be there before the library. */
  get isKnown(): boolean {
    return this.isCaughtUp && this.channels.size > 0;
  }

  /** Waits until the channels are known; a service that has just started is there a moment before its first look at the KV. @returns whether they are */
  async whenKnown(withinMs: number): Promise<boolean> {
    if (!this.isKnown) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, withinMs).unref();
        this.waiting.add(done);
      });
    }
    return this.isKnown;
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

  private note({ key, value, isLatest }: KvWatched<ChannelDto>): void {
    const channelId = Number(key.split('.')[1]);
    if (value) this.channels.set(channelId, value);
    else this.channels.delete(channelId);
    this.isCaughtUp ||= isLatest;
    if (this.isKnown) for (const done of this.waiting) done();
  }

  private async watch(): Promise<void> {
    try {
      const stop = await this.kv.watch<ChannelDto>(kvKeys.allChannels, (change) => this.note(change));
      if (this.isDestroyed) stop();
      else this.stop = stop;
    } catch (err) {
      if (this.isDestroyed) return;
      this.logger.warn({ err }, 'the channels cannot be watched yet');
      this.retry = setTimeout(() => void this.watch(), RETRY_MS);
    }
  }
}
