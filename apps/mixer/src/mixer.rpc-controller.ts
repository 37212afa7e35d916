import { mixerContract } from '@longwave/contracts';
import type { ChannelModeDto, MixerStatusDto, NowPlayingReply, NowPlayingRequest, SetModeRequest, SkipRequest, SteeringReply } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { MixerService } from './mixer.service';

@Controller()
export class MixerRpcController {
  constructor(@Inject(MixerService) private readonly mixer: MixerService) {}

  @Handles(mixerContract.getNowPlaying)
  getNowPlaying(@Payload() request: NowPlayingRequest): Promise<NowPlayingReply> {
    return this.mixer.getNowPlaying(request);
  }

  @Handles(mixerContract.getStatus)
  getStatus(@Payload() request: NowPlayingRequest): Promise<MixerStatusDto> {
    return this.mixer.getStatus(request);
  }

  @Handles(mixerContract.skip)
  skip(@Payload() request: SkipRequest): Promise<SteeringReply> {
    return this.mixer.skip(request);
  }

  @Handles(mixerContract.getMode)
  getMode(@Payload() request: NowPlayingRequest): Promise<ChannelModeDto> {
    return this.mixer.getMode(request.channelId);
  }

  @Handles(mixerContract.setMode)
  setMode(@Payload() request: SetModeRequest): Promise<ChannelModeDto> {
    return this.mixer.setMode(request);
  }
}
