import { type ChannelRequest, type RecentSoundDto, type StreamPositionDto, edgeContract } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { EdgeService } from '../edge.service';

/** Tells a mixer where to go on. */
@Controller()
export class StreamPositionRpcController {
  constructor(private readonly edge: EdgeService) {}

  @Handles(edgeContract.getStreamPosition)
  getStreamPosition(@Payload() request: ChannelRequest): StreamPositionDto {
    return this.edge.streamPosition(request.channelId, performance.now());
  }

  @Handles(edgeContract.getRecentSound)
  getRecentSound(@Payload() { channelId }: ChannelRequest): RecentSoundDto {
    const position = this.edge.streamPosition(channelId, performance.now());
    const sound = this.edge.channels.byId(channelId)?.recentSound;
    // On filler there is no sound to find a place by, and who goes on needs the position more than ever.
    const packets = (sound?.packets ?? []).map((packet) => Buffer.from(packet).toString('base64'));
    return { ...position, endSample: sound?.endSample ?? position.nextSample, packets };
  }
}
