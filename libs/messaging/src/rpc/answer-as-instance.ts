import { AppError, instanceSubject, messageHeaders } from '@longwave/contracts';
import type { RpcContract } from '@longwave/contracts';
import { Logger } from '@nestjs/common';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { runWithCorrelationId } from '../correlation/correlation';
import { validateRequest } from './validate-request';
import { decodeJson, encodeError, encodeJson } from './wire';

/**
 * Answers a call also on a subject of this instance's own (`ServiceClient.callInstance`), checked and with errors as
 * everywhere. For what lies with one instance: the channels a mixer owns, the sessions a harbor holds.
 *
 * @param instanceId unique among the instances of the service: letters, digits, dots and dashes
 * @returns what ends it
 */
export function answerAsInstance<Request extends object, Reply extends object>(
  connection: NatsConnection, contract: RpcContract<Request, Reply>, instanceId: string, handler: (request: Request) => Promise<Reply> | Reply,
): () => void {
  const subscription = connection.subscribe(instanceSubject(contract, instanceId), {
    callback: (error, message) => {
      if (error) return;
      const id = message.headers?.get(messageHeaders.correlationId);
      void runWithCorrelationId(id === '' ? undefined : id, () => answer(message, contract, handler));
    },
  });
  return () => subscription.unsubscribe();
}

async function answer<Request extends object, Reply extends object>(
  message: Msg, contract: RpcContract<Request, Reply>, handler: (request: Request) => Promise<Reply> | Reply,
): Promise<void> {
  try {
    message.respond(encodeJson(await handler(validateRequest(contract.request, decodeJson(message.data)))));
  } catch (error) {
    if (!(error instanceof AppError)) new Logger('rpc').error({ err: error, subject: message.subject }, 'a handler failed');
    const { data, headers } = encodeError(error);
    message.respond(data, { headers });
  }
}
