import { ChannelDto, ChannelList, ChannelRequest, Empty, libraryContract, UpdateChannelRequest } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ChannelService } from './channel.service';

@Controller()
export class ChannelRpcController {
  constructor(private readonly channels: ChannelService) {}

  @Handles(libraryContract.listChannels)
  list(@Payload() _request: Empty): Promise<ChannelList> {
    return this.channels.list();
  }

  @Handles(libraryContract.getChannel)
  get(@Payload() request: ChannelRequest): Promise<ChannelDto> {
    return this.channels.get(request.channelId);
  }

  @Handles(libraryContract.updateChannel)
  update(@Payload() request: UpdateChannelRequest): Promise<ChannelDto> {
    return this.channels.update(request);
  }
}
