import { PersistenceModule } from '@longwave/persistence';
import { configProvider } from '@longwave/service';
import { Module } from '@nestjs/common';
import { LivestreamAuthConfig } from './livestream-auth.config';
import { LivestreamAuthRpcController } from './livestream-auth.rpc-controller';
import { livestreamAuthSchema } from './livestream-auth.schema';
import { RedisClient } from './redis/redis-client';
import { LiveSessionRepository } from './sessions/live-session.repository';
import { SessionRecorder } from './sessions/session-recorder';
import { SessionService } from './sessions/session.service';
import { SlotStore } from './sessions/slot-store';
import { TokenTotals } from './sessions/token-totals';
import { LiveTokenSigner } from './tokens/live-token-signer';
import { LiveTokenRepository } from './tokens/live-token.repository';
import { LiveTokenService } from './tokens/live-token.service';
import { ShortTokens } from './tokens/short-token';

/** Who may go on the air, when and how long. */
@Module({
  imports: [PersistenceModule.forService(livestreamAuthSchema)],
  controllers: [LivestreamAuthRpcController],
  providers: [
    configProvider(LivestreamAuthConfig),
    { provide: LiveTokenSigner, inject: [LivestreamAuthConfig], useFactory: (config: LivestreamAuthConfig) => new LiveTokenSigner(config.JWT_SECRET) },
    { provide: ShortTokens, inject: [LivestreamAuthConfig], useFactory: (config: LivestreamAuthConfig) => new ShortTokens(config.JWT_SECRET) },
    RedisClient,
    SlotStore,
    TokenTotals,
    LiveTokenRepository,
    LiveTokenService,
    LiveSessionRepository,
    SessionRecorder,
    SessionService,
  ],
})
export class LivestreamAuthModule {}
