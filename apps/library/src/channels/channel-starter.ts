import { Database, InjectDatabase } from '@longwave/persistence';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { PlaylistNotifier } from '../playlists/playlist-notifier';
import { RelayService } from '../relays/relay.service';
import { ChannelService } from './channel.service';

const RETRY_MS = 1_000;

/** Shows the channels, their playlists and relays to the media plane as soon as the database is there. */
@Injectable()
export class ChannelStarter implements OnApplicationBootstrap {
  private readonly logger = createLogger('channels');

  constructor(
    @InjectDatabase('library') private readonly database: Database,
    private readonly channels: ChannelService,
    private readonly notifier: PlaylistNotifier,
    private readonly relays: RelayService,
  ) {}

  onApplicationBootstrap(): void {
    // Not waited for: a service starts, and answers what it can, whether its database is there or not.
    void this.start();
  }

  private async start(): Promise<void> {
    while (!this.database.isClosed) {
      try {
        await this.database.whenReady();
        const channels = await this.channels.refresh();
        this.notifier.changed();
        await this.relays.refresh();
        return this.logger.info({ channels: channels.map(({ slug }) => slug) }, 'the channels are known');
      } catch (err) {
        if (this.database.isClosed) return;
        this.logger.warn({ err }, 'the channels could not be read yet');
        await pause(RETRY_MS, undefined, { ref: false });
      }
    }
  }
}
