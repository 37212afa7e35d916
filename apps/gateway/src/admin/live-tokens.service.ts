import { livestreamAuthContract } from '@longwave/contracts';
import { ChannelDirectory, ServiceClient } from '@longwave/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayConfig } from '../gateway.config';
import type { CreateLiveTokenInput, LiveTokenView } from './admin.dto';
import { goLiveCommand } from './go-live-command';

/** Go-live tokens with the command line that uses them. */
@Injectable()
export class LiveTokensService {
  constructor(
    private readonly services: ServiceClient,
    private readonly directory: ChannelDirectory,
    @Inject(GatewayConfig) private readonly config: GatewayConfig,
  ) {}

  async create(input: CreateLiveTokenInput, hostHeader: string | undefined): Promise<LiveTokenView> {
    const channel = await this.directory.get(input.channelId);
    const token = await this.services.call(livestreamAuthContract.createToken, input);
    const host = this.config.PUBLIC_URL === undefined ? hostHeader : new URL(this.config.PUBLIC_URL).host;
    return { ...token, ...goLiveCommand({ token: token.token, slug: channel.slug, channelId: channel.channelId, host, port: this.config.HARBOR_PORT }) };
  }
}
