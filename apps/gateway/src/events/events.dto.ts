import { Describe, IsChannelId, NowPlayingChanged, QueueListDto } from '@longwave/contracts';
import { IsInt } from 'class-validator';

export class EventsInput {
  @Describe('Id of the channel.', { example: 1 }) @IsChannelId() channel = 1;
}

/** Data of the event `now_playing`. */
export class NowPlayingEvent extends NowPlayingChanged {}

/** Data of the event `queue`: the whole list, whatever changed in it. */
export class QueueEvent extends QueueListDto {}

/** Data of the event `listeners`. */
export class ListenersEvent {
  @Describe('Grows with every change, until the gateway restarts.', { example: 7 }) @IsInt() rev!: number;
  @Describe('Id of the channel.', { example: 1 }) @IsInt() channelId!: number;
  @Describe('Connected listeners on all mounts.', { example: 12 }) @IsInt() listeners!: number;
}
