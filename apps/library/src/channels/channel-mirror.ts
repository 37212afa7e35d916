import { kvKeys } from '@longwave/contracts';
import type { ChannelDto } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import { Injectable } from '@nestjs/common';
import { KvMirror } from '../mirror/kv-mirror';

/** Copies channels to the KV that media apps watch. */
@Injectable()
export class ChannelMirror extends KvMirror<ChannelDto> {
  constructor(kv: MediaKv) {
    super(kv, { name: 'channel-mirror' });
  }

  /** The channels as they are now. */
  show(channels: readonly ChannelDto[]): void {
    this.put(new Map(channels.map((channel) => [kvKeys.channel(channel.channelId), channel])));
  }
}
