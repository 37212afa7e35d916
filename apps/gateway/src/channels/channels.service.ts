import { mixerContract } from '@longwave/contracts';
import type { NowPlayingDto, NowPlayingReply } from '@longwave/contracts';
import { ChannelDirectory, ServiceClient } from '@longwave/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayConfig } from '../gateway.config';
import type { ChannelsView } from './channels.dto';
import { ListenersService } from './listeners.service';
import { listenOrigin, mountsOf } from './mount-urls';

/** Channels and what is on the air, with the number of listeners filled in. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly directory: ChannelDirectory,
    private readonly services: ServiceClient,
    private readonly listeners: ListenersService,
    @Inject(GatewayConfig) private readonly config: GatewayConfig,
  ) {}

  async list(hostHeader: string | undefined): Promise<ChannelsView> {
    const origin = listenOrigin(this.config, hostHeader);
    const channels = await this.directory.list();
    const items = channels.map((channel) => ({ ...channel, mounts: mountsOf(channel, origin), listeners: this.listeners.of(channel.channelId) }));
    return { items, total: items.length };
  }

  /** @throws AppError `CHANNEL_NOT_FOUND`, `CHANNEL_NOT_ON_AIR` or `SERVICE_UNAVAILABLE` */
  async nowPlaying(channelId: number): Promise<NowPlayingDto> {
    return (await this.nowPlayingWithRev(channelId)).nowPlaying;
  }

  async nowPlayingWithRev(channelId: number): Promise<NowPlayingReply> {
    try {
      const reply = await this.services.call(mixerContract.getNowPlaying, { channelId });
      return { rev: reply.rev, nowPlaying: { ...reply.nowPlaying, listeners: this.listeners.of(channelId) } };
    } catch (error) {
      throw await this.directory.explain(channelId, error);
    }
  }
}
