import { type ChannelDto, kvKeys } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';

const RETRY_MS = 500;
/** `/live` without a name. */
const MAIN_CHANNEL_ID = 1;

/** The channels of the station, as the library tells them in the KV bucket. */
@Injectable()
export class ChannelDirectory {
  private readonly logger = createLogger('channels');
  private readonly channels = new Map<string, ChannelDto>();
  private stopWatching: (() => void) | undefined;
  private isStopped = false;

  /** Follows the bucket, beginning as soon as it can be read. */
  async watch(): Promise<void> {
    while (!this.isStopped) {
      try {
        this.stopWatching = await this.kv.watch<ChannelDto>(kvKeys.allChannels, ({ key, value }) => {
          if (value === undefined) this.channels.delete(key);
          else this.channels.set(key, value);
        });
        return;
      } catch (err) {
        this.logger.warn({ err }, 'the channels cannot be read yet');
        await pause(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  constructor(private readonly kv: MediaKv) {}

  stop(): void {
    this.isStopped = true;
    this.stopWatching?.();
  }

  /** Whether any channel is known: at the very first start the harbor may be there before the library. */
  get isKnown(): boolean {
    return this.channels.size > 0;
  }

  /** The channel of a mount; null is the station's first. */
  find(slug: string | null): ChannelDto | undefined {
    return slug === null ? this.channels.get(kvKeys.channel(MAIN_CHANNEL_ID)) : [...this.channels.values()].find((channel) => channel.slug === slug);
  }
}
