import { AppError, eventWildcard, messageHeaders } from '@longwave/contracts';
import type { EventContract, RpcContract } from '@longwave/contracts';
import { applyDecorators, Catch, Injectable, Logger, UseFilters, UseInterceptors, UsePipes } from '@nestjs/common';
import type { ArgumentMetadata, CallHandler, ExceptionFilter, ExecutionContext, NestInterceptor, PipeTransform } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { NatsContext } from '@nestjs/microservices';
import type { MsgHdrs } from '@nats-io/nats-core';
import { EMPTY, Observable, throwError } from 'rxjs';
import { runWithCorrelationId } from '../correlation/correlation';
import { validateRequest } from './validate-request';
import { decodeJson } from './wire';

const handledContract = Symbol.for('longwave:handled-contract');

/** Parses and checks the request; what the handler gets fits its DTO. */
class RequestPipe implements PipeTransform<Uint8Array, object> {
  constructor(private readonly contract: RpcContract<object, object>) {}
  transform(bytes: Uint8Array, metadata: ArgumentMetadata): object {
    // The pipe sees every parameter; only the payload is bytes.
    if (metadata.type === 'custom' || !(bytes instanceof Uint8Array)) return bytes;
    return validateRequest(this.contract.request, decodeJson(bytes));
  }
}

class EventPipe implements PipeTransform<Uint8Array, unknown> {
  transform(bytes: Uint8Array): unknown {
    return bytes instanceof Uint8Array ? decodeJson(bytes) : bytes;
  }
}

/** What is not an `AppError` is logged here and reaches the caller as `INTERNAL`. */
@Catch()
class RpcErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('rpc');
  constructor(private readonly subject: string) {}
  catch(error: unknown): Observable<never> {
    if (!(error instanceof AppError)) this.logger.error({ err: error, subject: this.subject }, 'a handler failed');
    return throwError(() => error);
  }
}

/** Events have nobody to answer: errors end in the log. */
@Catch()
class EventErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('event');
  constructor(private readonly subject: string) {}
  catch(error: unknown): Observable<never> {
    this.logger.error({ err: error, subject: this.subject }, 'an event handler failed');
    return EMPTY;
  }
}

@Injectable()
class CorrelationInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const head = context.switchToRpc().getContext<NatsContext>().getHeaders() as MsgHdrs | undefined;
    const id = head?.get(messageHeaders.correlationId);
    return new Observable((subscriber) => runWithCorrelationId(id === '' ? undefined : id, () => next.handle().subscribe(subscriber)));
  }
}

/** Answers a call. The request is checked against its DTO first; the queue group is the contract's service. */
export function Handles<Request extends object, Reply extends object>(
  contract: RpcContract<Request, Reply>,
): <F extends (request: Request) => Promise<Reply> | Reply>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<F>) => void {
  const mark: MethodDecorator = (_target, _key, descriptor) => {
    Reflect.defineMetadata(handledContract, contract, descriptor.value as object);
  };
  return applyDecorators(
    MessagePattern(contract.subject, undefined, { queue: contract.service }),
    UsePipes(new RequestPipe(contract)),
    UseFilters(new RpcErrorFilter(contract.subject)),
    UseInterceptors(CorrelationInterceptor),
    mark,
  );
}

/** The contract a controller's method answers, for guards. */
export function contractHandledBy(method: object): RpcContract<object, object> | undefined {
  return Reflect.getMetadata(handledContract, method) as RpcContract<object, object> | undefined;
}

/** Hears an event of every channel, once per service; with `everyReplica`, in each process of it. */
export function On<Data extends object>(
  contract: EventContract<Data>,
  options: { everyReplica?: boolean } = {},
): <F extends (data: Data) => Promise<void> | void>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<F>) => void {
  const subject = eventWildcard(contract);
  return applyDecorators(
    EventPattern(subject, undefined, options.everyReplica === true ? { queue: '' } : {}),
    UsePipes(new EventPipe()),
    UseFilters(new EventErrorFilter(subject)),
    UseInterceptors(CorrelationInterceptor),
  );
}
