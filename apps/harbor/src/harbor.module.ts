import { ChannelDirectory } from '@longwave/messaging';
import { configProvider } from '@longwave/service';
import { Module } from '@nestjs/common';
import { Gatekeeper } from './door/gatekeeper';
import { HarborServer } from './door/harbor-server';
import { SourceDoor } from './door/source-door';
import { TitleDoor } from './door/title-door';
import { HarborConfig } from './harbor.config';
import { HarborRpcController } from './session/harbor.rpc-controller';
import { LiveAnnouncer } from './session/live-announcer';
import { LiveSessions } from './session/live-sessions';
import { StaleSessions } from './session/stale-sessions';

/** Streamers' sockets. */
@Module({
  controllers: [HarborRpcController],
  providers: [configProvider(HarborConfig), ChannelDirectory, LiveAnnouncer, StaleSessions, LiveSessions, Gatekeeper, SourceDoor, TitleDoor, HarborServer],
})
export class HarborModule {}
