import { eventSubject, eventWildcard, messageHeaders } from '@longwave/contracts';
import type { EventContract } from '@longwave/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { headers } from '@nats-io/nats-core';
import type { NatsConnection } from '@nats-io/nats-core';
import { NATS_CONNECTION } from '../connection/tokens';
import { currentCorrelationId } from '../correlation/correlation';
import { decodeJson, encodeJson } from '../rpc/wire';

/** Tells and hears facts. Core NATS: who is away misses them and takes a snapshot when back. */
@Injectable()
export class EventBus {
  private readonly logger = new Logger('event-bus');
  constructor(@Inject(NATS_CONNECTION) private readonly connection: NatsConnection) {}

  /** Tells a fact, after it became one. What is told while NATS is away is lost, and never throws. */
  publish<Data extends object>(contract: EventContract<Data>, data: Data): void {
    const subject = eventSubject(contract, contract.channel(data));
    const head = headers();
    const correlationId = currentCorrelationId();
    if (correlationId !== undefined) head.set(messageHeaders.correlationId, correlationId);
    try {
      this.connection.publish(subject, encodeJson(data), { headers: head });
    } catch (err) {
      this.logger.warn({ err, subject }, 'an event could not be told');
    }
  }

  /** Hears an event of every channel in this process, whatever other replicas hear; returns what ends it. */
  subscribe<Data extends object>(contract: EventContract<Data>, handler: (data: Data) => void): () => void {
    const subscription = this.connection.subscribe(eventWildcard(contract), {
      callback: (error, message) => {
        if (error) return;
        try {
          handler(decodeJson(message.data) as Data);
        } catch (err) {
          this.logger.error({ err, subject: message.subject }, 'an event handler failed');
        }
      },
    });
    return () => subscription.unsubscribe();
  }
}
