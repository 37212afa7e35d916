import { ChannelDto, ChannelRequest, Describe } from '@longwave/contracts';
import { IsArray, IsIn, IsInt, IsString } from 'class-validator';

export const mountFormats = ['opus', 'mp3'] as const;

/** One address at which a channel is heard. */
export class MountView {
  @Describe('Codec.', { example: 'opus' }) @IsIn(mountFormats) format!: (typeof mountFormats)[number];
  @Describe('Address for players.', { example: 'http://localhost:8005/radio' }) @IsString() url!: string;
  @Describe('Media type, for `canPlayType`.', { example: 'audio/ogg; codecs=opus' }) @IsString() contentType!: string;
  @Describe('Bit rate in kbit/s.', { example: 128 }) @IsInt() bitrateKbps!: number;
}

/** A channel and where to listen to it. */
export class ChannelWithMountsView extends ChannelDto {
  @Describe('Its addresses, best first.', { type: () => MountView, isArray: true }) @IsArray() mounts!: MountView[];
  @Describe('Connected listeners on all mounts.', { example: 12 }) @IsInt() listeners!: number;
}

export class ChannelsView {
  @Describe('The channels.', { type: () => ChannelWithMountsView, isArray: true }) @IsArray() items!: ChannelWithMountsView[];
  @Describe('How many there are in all.', { example: 1 }) @IsInt() total!: number;
}

export class ChannelInput extends ChannelRequest {}

