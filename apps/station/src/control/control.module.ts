import { GatewayModule } from '@longwave/gateway';
import { LibraryModule } from '@longwave/library';
import { LivestreamAuthModule } from '@longwave/livestream-auth';
import { QueueModule } from '@longwave/queue';
import { Module } from '@nestjs/common';

/** Every control app in one process. */
@Module({ imports: [QueueModule, LibraryModule, LivestreamAuthModule, GatewayModule] })
export class ControlModule {}
