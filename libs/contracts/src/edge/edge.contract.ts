import { ArrayMaxSize, IsArray, IsBase64, IsInt, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { event, rpc } from '../core/contract';
import { Describe } from '../core/describe';
import { ChannelRequest } from '../library/library.dto';

/** How many listen to a channel at one edge; told when it changes and every 10 s. */
export class ListenersCounted {
  @Describe('Grows with every count of this edge.') @IsInt() rev!: number;
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Which edge counts; counts of several edges add up. One not heard for 30 s is gone.') @IsString() @MaxLength(100) edgeId!: string;
  @Describe('Connected listeners on all mounts of the channel.') @IsInt() @Min(0) listeners!: number;
}

/** How far an edge has sent a channel, so that a restarted mixer goes on after the last sample heard. */
export class StreamPositionDto {
  @Describe('Id of the channel.') @IsInt() channelId!: number;
  @Describe('Id of the sample count.') @IsUUID() timelineId!: string;
  @Describe('The sample after the last one received as programme.') @IsInt() nextSample!: number;
  @Describe('The sample up to which programme should have come by now, by the edge’s own monotonic clock.') @IsInt() dueSample!: number;
}

/** The last second or two that an edge has of a channel: a mixer finds its place in a streamer’s sound by it. */
export class RecentSoundDto extends StreamPositionDto {
  @Describe('The sample after the last of these packets.') @IsInt() endSample!: number;
  @Describe('Opus packets of 20 ms in a row, base64, oldest first; at most 100.') @IsArray() @ArrayMaxSize(100) @IsBase64({}, { each: true }) packets!: string[];
}

/** Listeners. */
export const edgeContract = {
  getStreamPosition: rpc({
    subject: 'rpc.edge.v1.get-stream-position', request: ChannelRequest, reply: StreamPositionDto, errors: ['CHANNEL_NOT_ON_AIR'], timeoutMs: 300, readOnly: true,
  }),
  getRecentSound: rpc({
    subject: 'rpc.edge.v1.get-recent-sound', request: ChannelRequest, reply: RecentSoundDto, errors: ['CHANNEL_NOT_ON_AIR'], timeoutMs: 300, readOnly: true,
  }),
  listenersCounted: event({ subject: 'evt.edge.v1.listeners-counted', data: ListenersCounted, channel: (e: ListenersCounted) => e.channelId }),
} as const;
