import type { ChannelDto } from '@longwave/contracts';
import type { ChannelEntity } from './channel.entity';

/** A channel as everybody sees it. */
export function toChannelDto(channel: ChannelEntity): ChannelDto {
  const { rev: _internal, ...dto } = channel;
  return dto;
}
