import { AppError, instanceSubject, messageHeaders } from '@longwave/contracts';
import type { RpcContract } from '@longwave/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { headers, RequestError, TimeoutError } from '@nats-io/nats-core';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';
import { NATS_CONNECTION } from '../connection/tokens';
import { currentCorrelationId } from '../correlation/correlation';
import { decodeJson, encodeJson, replyError } from './wire';

/** Calls other services by contract. */
@Injectable()
export class ServiceClient {
  constructor(@Inject(NATS_CONNECTION) private readonly connection: NatsConnection) {}

  /**
   * One call within the contract's time limit.
   *
   * @throws AppError with the callee's code, or `SERVICE_UNAVAILABLE` at once when nobody answers there, and after the
   *   time limit otherwise
   */
  call<Request extends object, Reply extends object>(contract: RpcContract<Request, Reply>, request: Request): Promise<Reply> {
    return this.ask(contract.subject, contract, request);
  }

  /** The same, to one instance of the service: it must answer there (`answerAsInstance`). */
  callInstance<Request extends object, Reply extends object>(contract: RpcContract<Request, Reply>, instanceId: string, request: Request): Promise<Reply> {
    return this.ask(instanceSubject(contract, instanceId), contract, request);
  }

  private async ask<Request extends object, Reply extends object>(subject: string, contract: RpcContract<Request, Reply>, request: Request): Promise<Reply> {
    const head = headers();
    head.set(messageHeaders.correlationId, currentCorrelationId() ?? randomUUID());
    let message: Msg;
    try {
      message = await this.connection.request(subject, encodeJson(request), { timeout: contract.timeoutMs, headers: head });
    } catch (cause) {
      throw unavailable(contract.service, cause);
    }
    const error = replyError(message);
    if (error) throw error;
    try {
      return decodeJson(message.data) as Reply;
    } catch (cause) {
      // The codes of a request that cannot be read would blame whoever asked.
      throw new AppError('INTERNAL', `${contract.service} gave an unreadable answer`, { service: contract.service }, { cause });
    }
  }
}

function unavailable(service: string, cause: unknown): AppError {
  const noResponder = cause instanceof RequestError && cause.isNoResponders();
  const why = noResponder ? 'is away' : cause instanceof TimeoutError ? 'did not answer in time' : 'cannot be reached';
  return new AppError('SERVICE_UNAVAILABLE', `${service} ${why}; try again shortly`, { service }, { cause });
}
