import { edgeContract, mixerContract } from '@longwave/contracts';
import type { MixerStatusDto, RpcContract } from '@longwave/contracts';
import { ChannelDirectory, ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { ChannelHealthView, HealthView } from './health.dto';
import { judgeChannel } from './judge-channel';

/** A channel's verdict with the mixer's own figures. */
export interface ChannelReport {
  view: ChannelHealthView;
  mixer: MixerStatusDto | undefined;
}

/** Asks mixers and edges how the sound is. */
@Injectable()
export class HealthService {
  private readonly log = createLogger('health');

  constructor(
    private readonly services: ServiceClient,
    private readonly directory: ChannelDirectory,
  ) {}

  async check(): Promise<HealthView> {
    const channels = (await this.reports()).map(({ view }) => view);
    return { ok: channels.length > 0 && channels.every(({ ok }) => ok), channels };
  }

  /** Every channel's report; none when the channels themselves are not known. */
  async reports(): Promise<ChannelReport[]> {
    const channels = await this.directory.list().catch((err: unknown) => {
      this.log.warn({ err }, 'the channels are not known');
      return [];
    });
    return Promise.all(
      channels.map(async ({ channelId }) => {
        const [mixer, edge] = await Promise.all([this.ask(mixerContract.getStatus, channelId), this.ask(edgeContract.getStreamPosition, channelId)]);
        return { view: judgeChannel(channelId, mixer, edge), mixer };
      }),
    );
  }

  private async ask<Reply extends object>(contract: RpcContract<{ channelId: number }, Reply>, channelId: number): Promise<Reply | undefined> {
    try {
      return await this.services.call(contract, { channelId });
    } catch (err) {
      this.log.debug({ err, subject: contract.subject, channelId }, 'no answer');
      return undefined;
    }
  }
}
