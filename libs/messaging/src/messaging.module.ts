import { Global, Inject, Logger, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { connectNats, kvReplicas } from './connection/connect-nats';
import type { NatsAddress } from './connection/connect-nats';
import { KV_REPLICAS, NATS_CONNECTION } from './connection/tokens';
import { EventBus } from './events/event-bus';
import { MediaKv } from './kv/media-kv';
import { ServiceClient } from './rpc/service-client';

/** One connection for the whole process, and what speaks over it. */
@Global()
@Module({})
export class MessagingModule implements OnApplicationShutdown {
  constructor(@Inject(NATS_CONNECTION) private readonly connection: NatsConnection) {}

  static forRoot(address: NatsAddress): DynamicModule {
    return {
      module: MessagingModule,
      providers: [
        { provide: NATS_CONNECTION, useFactory: () => connectNats(address, (problem) => new Logger('nats').warn(problem)) },
        { provide: KV_REPLICAS, useValue: kvReplicas(address) },
        ServiceClient, EventBus, MediaKv,
      ],
      exports: [NATS_CONNECTION, ServiceClient, EventBus, MediaKv],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.connection.isClosed()) await this.connection.close();
  }
}
