import { Transport } from '@nestjs/microservices';
import type { NatsOptions } from '@nestjs/microservices';
import { natsOptions } from './connection/connect-nats';
import type { NatsAddress } from './connection/connect-nats';
import { PlainDeserializer, PlainSerializer } from './rpc/nest-wire';

/**
 * How a Nest microservice listens: plain JSON messages, and events heard once per `name`. Requests in flight are
 * answered before it closes.
 */
export function natsMicroserviceOptions(address: NatsAddress): NatsOptions {
  return {
    transport: Transport.NATS,
    options: {
      ...(natsOptions(address) as NatsOptions['options']),
      queue: address.name,
      serializer: new PlainSerializer(),
      deserializer: new PlainDeserializer(),
      gracefulShutdown: true,
      gracePeriod: 50,
    },
  };
}
