import { configProvider } from '@longwave/service';
import { Module } from '@nestjs/common';
import { ChannelFeedService } from './channel/channel-feed.service';
import { StreamPositionRpcController } from './channel/stream-position.rpc-controller';
import { EdgeConfig } from './edge.config';
import { EdgeService } from './edge.service';
import { EdgeHttpService } from './http/edge-http.service';
import { ListenerCountService } from './listeners/listener-count.service';
import { ListenerSessionService } from './listeners/listener-session.service';
import { RelayService } from './relays/relay.service';

/** Listeners: Icecast-compatible HTTP on the mixer's frames. */
@Module({
  providers: [configProvider(EdgeConfig), EdgeService, ChannelFeedService, EdgeHttpService, ListenerCountService, ListenerSessionService, RelayService],
  controllers: [StreamPositionRpcController],
})
export class EdgeModule {}
