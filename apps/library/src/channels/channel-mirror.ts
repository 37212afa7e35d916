import { kvKeys } from '@longwave/contracts';
import type { ChannelDto } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';

const RETRY_MS = 1_000;
/** The bucket is in the servers' hands: should it be lost, what media apps need is there again soon. */
const VERIFY_MS = 30_000;

/** Copies channels to the KV that media apps watch, for as long as it takes. */
@Injectable()
export class ChannelMirror implements OnApplicationShutdown {
  private readonly logger = createLogger('channel-mirror');
  private wanted = new Map<number, ChannelDto>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(private readonly kv: MediaKv) {}

  /** The channels as they are now. */
  show(channels: readonly ChannelDto[]): void {
    this.wanted = new Map(channels.map((channel) => [channel.channelId, channel]));
    this.write();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.writing;
  }

  private write(): void {
    if (this.closed) return;
    if (this.writing) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.writing = this.writeAll()
      .then(
        () => VERIFY_MS,
        (err: unknown) => {
          this.logger.warn({ err }, 'the channels could not be copied to the media plane yet');
          return RETRY_MS;
        },
      )
      .then((waitMs) => {
        this.writing = undefined;
        if (this.closed) return;
        if (this.again) {
          this.again = false;
          return this.write();
        }
        this.timer = setTimeout(() => this.write(), waitMs).unref();
      });
  }

  private async writeAll(): Promise<void> {
    for (const [channelId, channel] of this.wanted) {
      const key = kvKeys.channel(channelId);
      const there = await this.kv.get<ChannelDto>(key);
      // Written only when it differs: each write wakes every watcher.
      if (!isDeepStrictEqual(there?.value, { ...channel })) await this.kv.put(key, channel);
    }
  }
}
