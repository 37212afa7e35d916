import { AppError, livestreamAuthContract } from '@longwave/contracts';
import { ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { type TitleUpdate, parseTitleUpdate } from '../protocol/title-update';
import { LiveSessions } from '../session/live-sessions';
import { Gatekeeper } from './gatekeeper';
import { type DoorRequest, answer, refusalOf } from './request';

/** Encoders look at the status; people who use curl read the rest. */
const DONE = '<?xml version="1.0"?>\n<iceresponse><message>Metadata update successful</message><return>1</return></iceresponse>\n';

/** `/admin/metadata`: titles from encoders whose format carries none. */
@Injectable()
export class TitleDoor {
  private readonly logger = createLogger('title-door');

  constructor(
    private readonly gatekeeper: Gatekeeper,
    private readonly sessions: LiveSessions,
    private readonly services: ServiceClient,
  ) {}

  async enter(request: DoorRequest, query: string): Promise<void> {
    const askedAt = performance.now();
    try {
      const update = parseTitleUpdate(query);
      if ('status' in update) return answer(request, update);
      await this.update(request, update);
      answer(request, { status: 200, reason: 'OK', body: DONE, contentType: 'text/xml; charset=utf-8' });
    } catch (error) {
      if (!(error instanceof AppError)) this.logger.error({ err: error }, 'a title was not taken');
      await this.gatekeeper.slowDown(request, error, askedAt);
      answer(request, refusalOf(error));
    }
  }

  private async update(request: DoorRequest, update: TitleUpdate): Promise<void> {
    const { channelId } = await this.gatekeeper.channelOf(update.mount);
    const token = this.gatekeeper.tokenOf(request);
    const session = this.sessions.activeOn(channelId);
    if (session === undefined || !this.sessions.isHeldBy(channelId, token)) {
      await this.services.call(livestreamAuthContract.checkToken, { token, channelId });
      throw session === undefined ? new AppError('LIVE_SESSION_NOT_FOUND', 'nobody is live on this mount') : new AppError('FORBIDDEN', 'another DJ is on the air on this channel');
    }
    session.setTitle(update.title);
  }
}
