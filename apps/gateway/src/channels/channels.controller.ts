import { libraryContract, mixerContract, NowPlayingDto } from '@longwave/contracts';
import { Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { Input } from '../endpoint/input.decorator';
import { ChannelInput, ChannelsView } from './channels.dto';
import { ChannelsService } from './channels.service';

/** The programmes and what is on the air. */
@Controller()
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Access('public')
  @Endpoint({
    method: 'GET', path: '/api/v1/channels', id: 'listChannels', tag: 'Channels', summary: 'The channels and where to listen to them',
    reply: ChannelsView, calls: [libraryContract.listChannels],
  })
  list(@Req() request: FastifyRequest): Promise<ChannelsView> {
    return this.channels.list(request.headers.host);
  }

  @Access('public')
  @Endpoint({
    method: 'GET', path: '/api/v1/now-playing/:channel', id: 'getNowPlaying', tag: 'Channels', summary: 'What is on the air',
    description: 'Times are samples of the channel’s 48 kHz count: `sample` is the newest, `started_at_sample` where this began. The position in the track is `offset_samples + (sample − started_at_sample) · speed`.',
    input: ChannelInput, reply: NowPlayingDto, calls: [mixerContract.getNowPlaying], errors: ['CHANNEL_NOT_FOUND'],
  })
  nowPlaying(@Input() input: ChannelInput): Promise<NowPlayingDto> {
    return this.channels.nowPlaying(input.channelId);
  }
}
