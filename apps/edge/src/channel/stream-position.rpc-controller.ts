import { AppError, type ChannelRequest, type StreamPositionDto, edgeContract } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { EdgeService } from '../edge.service';

/** Tells a mixer where to go on. */
@Controller()
export class StreamPositionRpcController {
  constructor(private readonly edge: EdgeService) {}

  @Handles(edgeContract.getStreamPosition)
  getStreamPosition(@Payload() { channelId }: ChannelRequest): StreamPositionDto {
    const received = this.edge.channels.byId(channelId)?.timeline.received;
    if (!received) throw new AppError('CHANNEL_NOT_ON_AIR', 'nothing was received of this channel', { channelId });
    return { channelId, ...received };
  }
}
