import { AppError } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import { type BodyDecoder, planBody } from '../protocol/body-decoder';
import { splitTarget } from '../protocol/mount-slug';
import { LiveSessions } from '../session/live-sessions';
import { Gatekeeper } from './gatekeeper';
import { type DoorRequest, answer, refusalOf } from './request';
import { SourceStream } from './source-stream';

/** What no encoder of sound sends. Anything else is told by the first bytes, since many encoders say what is not true. */
const hopelessType = /^(text|image|video|font)\/(?!ogg)|^application\/(json|xml|zip|x-www-form-urlencoded)\b|^multipart\/|^audio\/(x-)?(webm|matroska|wav|flac)\b/i;

/** `PUT` and `SOURCE`: encoders that go live. Everything is checked before a byte of sound is taken. */
@Injectable()
export class SourceDoor {
  private readonly logger = createLogger('source-door');

  constructor(
    private readonly gatekeeper: Gatekeeper,
    private readonly sessions: LiveSessions,
  ) {}

  async enter(request: DoorRequest): Promise<void> {
    const askedAt = performance.now();
    try {
      await this.open(request);
    } catch (error) {
      if (!(error instanceof AppError)) this.logger.error({ err: error }, 'a source could not be let in');
      const refusal = refusalOf(error);
      this.logger.info({ address: request.address, status: refusal.status, reason: refusal.reason, agent: request.head.headers.get('user-agent')?.slice(0, 100) }, 'a source was refused');
      await this.gatekeeper.slowDown(request, error, askedAt);
      answer(request, refusal);
    }
  }

  private async open(request: DoorRequest): Promise<void> {
    const { head } = request;
    const channel = await this.gatekeeper.channelOf(splitTarget(head.target).path);
    const token = this.gatekeeper.tokenOf(request);
    const contentType = head.headers.get('content-type') ?? '';
    if (hopelessType.test(contentType)) throw new AppError('SOURCE_FORMAT_UNSUPPORTED', 'send Ogg Vorbis, Ogg Opus, Ogg FLAC, MP3 or AAC');
    const expectation = head.headers.get('expect')?.toLowerCase();
    if (expectation !== undefined && expectation !== '100-continue') return answer(request, { status: 417, reason: 'Expect 100-continue or nothing' });
    const plan = planBody(head);
    if (!('decoder' in plan)) return answer(request, plan);
    await this.stream(request, plan.decoder, { token, channelId: channel.channelId, contentType });
  }

  private async stream(request: DoorRequest, decoder: BodyDecoder, who: { token: string; channelId: number; contentType: string }): Promise<void> {
    const stream = new SourceStream(request, decoder);
    const session = await this.sessions.open({ ...who, onEnded: (reason) => stream.sessionEnded(reason) });
    stream.run(session, (reason) => this.sessions.end(session, reason));
  }
}
