import { type AttachReply, AttachRequest, KickRequest, type LiveSessionDto, harborContract } from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { LiveSessions } from './live-sessions';

@Controller()
export class HarborRpcController {
  constructor(private readonly sessions: LiveSessions) {}

  @Handles(harborContract.attach)
  attach(@Payload() { sessionId, epoch }: AttachRequest): AttachReply {
    return this.sessions.attach(sessionId, epoch);
  }

  @Handles(harborContract.kick)
  kick(@Payload() request: KickRequest): Promise<LiveSessionDto> {
    return this.sessions.kick(request);
  }
}
