import { libraryContract } from '@longwave/contracts';
import { EventBus } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { ChannelRepository } from '../channels/channel.repository';
import type { ChannelEntity } from '../channels/channel.entity';
import { FallbackService } from './fallback.service';
import type { Fallback } from './fallback.service';

/** At most one look at the playlists, and so one event per channel, in this time. */
const INTERVAL_MS = 1_000;

/** Tells when what the fallback of a channel holds has changed; an import of thousands of files is told once a second. */
@Injectable()
export class PlaylistNotifier implements OnApplicationShutdown {
  private readonly logger = createLogger('playlists');
  private readonly told = new Map<number, string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private lastLookAt = -Infinity;
  private closed = false;

  constructor(
    private readonly channels: ChannelRepository,
    private readonly fallbacks: FallbackService,
    private readonly events: EventBus,
  ) {}

  /** Something that a fallback may hold has changed. */
  changed(): void {
    if (this.timer !== undefined || this.closed) return;
    const waitMs = Math.max(0, this.lastLookAt + INTERVAL_MS - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.looking = this.looking.then(() => this.look()).catch((err: unknown) => this.tryAgain(err));
    }, waitMs);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private tryAgain(err: unknown): void {
    this.logger.warn({ err }, 'the playlists could not be read; trying again');
    this.changed();
  }

  private async look(): Promise<void> {
    this.lastLookAt = performance.now();
    for (const channel of await this.channels.list()) await this.lookAt(channel);
  }

  private async lookAt(channel: ChannelEntity): Promise<void> {
    const fallback = await this.fallbacks.load(channel);
    const print = fingerprint(fallback);
    if (this.told.get(channel.channelId) === print) return;
    const { playlistId, candidates } = fallback;
    // Without a fallback there is no playlist to name; the channel's own entry in the KV tells it.
    if (playlistId !== null) {
      const rev = await this.channels.nextRev(channel.channelId);
      this.events.publish(libraryContract.playlistChanged, { rev, channelId: channel.channelId, playlistId, trackCount: candidates.length });
    }
    this.told.set(channel.channelId, print);
  }
}

function fingerprint({ playlistId, candidates }: Fallback): string {
  // Candidates come in a stable order.
  return `${playlistId ?? ''} ${candidates.map(({ trackId }) => trackId).join(' ')}`;
}
