import {
  CheckTokenRequest, CloseSessionRequest, CreateLiveTokenRequest, type Empty, type LiveTokenDto, type OpenSessionReply, OpenSessionRequest, type RenewSessionReply, RevokeLiveTokenRequest,
  SessionRequest, livestreamAuthContract,
} from '@longwave/contracts';
import { Handles } from '@longwave/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { SessionService } from './sessions/session.service';
import { LiveTokenService } from './tokens/live-token.service';

@Controller()
export class LivestreamAuthRpcController {
  constructor(
    private readonly tokens: LiveTokenService,
    private readonly sessions: SessionService,
  ) {}

  @Handles(livestreamAuthContract.createToken)
  createToken(@Payload() request: CreateLiveTokenRequest): Promise<LiveTokenDto> {
    return this.tokens.create(request);
  }

  @Handles(livestreamAuthContract.revokeToken)
  revokeToken(@Payload() request: RevokeLiveTokenRequest): Promise<Empty> {
    return this.tokens.revoke(request);
  }

  @Handles(livestreamAuthContract.checkToken)
  checkToken(@Payload() request: CheckTokenRequest): Promise<Empty> {
    return this.tokens.check(request);
  }

  @Handles(livestreamAuthContract.openSession)
  openSession(@Payload() request: OpenSessionRequest): Promise<OpenSessionReply> {
    return this.sessions.open(request);
  }

  @Handles(livestreamAuthContract.renewSession)
  renewSession(@Payload() request: SessionRequest): Promise<RenewSessionReply> {
    return this.sessions.renew(request);
  }

  @Handles(livestreamAuthContract.closeSession)
  closeSession(@Payload() request: CloseSessionRequest): Promise<Empty> {
    return this.sessions.close(request);
  }
}
