import { ChannelDirectory } from '@longwave/messaging';
import { configProvider } from '@longwave/service';
import { Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { QueueEventController } from './entries/queue.event-controller';
import { QueueReader } from './entries/queue-reader';
import { QueueRpcController } from './entries/queue.rpc-controller';
import { QueueService } from './entries/queue.service';
import { QueueConfig } from './queue.config';
import { ReconcileService } from './reconcile/reconcile.service';
import { connectRedis, QUEUE_REDIS } from './store/connect-redis';
import { QueueStore } from './store/queue-store';

/** Listeners' requests: order, votes, limits. */
@Module({
  controllers: [QueueRpcController, QueueEventController],
  providers: [
    configProvider(QueueConfig),
    { provide: QUEUE_REDIS, useFactory: ({ REDIS_URL }: QueueConfig) => connectRedis(REDIS_URL), inject: [QueueConfig] },
    ChannelDirectory, QueueReader, QueueService, QueueStore, ReconcileService,
  ],
})
export class QueueModule implements OnApplicationShutdown {
  constructor(@Inject(QUEUE_REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
