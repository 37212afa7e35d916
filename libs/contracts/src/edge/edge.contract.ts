import { IsInt, IsString, IsUUID, MaxLength, Min } from 'class-validator';
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
}

/** Listeners. */
export const edgeContract = {
  getStreamPosition: rpc({
    subject: 'rpc.edge.v1.get-stream-position', request: ChannelRequest, reply: StreamPositionDto, errors: ['CHANNEL_NOT_ON_AIR'], timeoutMs: 300, readOnly: true,
  }),
  listenersCounted: event({ subject: 'evt.edge.v1.listeners-counted', data: ListenersCounted, channel: (e: ListenersCounted) => e.channelId }),
} as const;
