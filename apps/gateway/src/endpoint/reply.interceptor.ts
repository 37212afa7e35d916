import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { toWire } from '../wire/wire-mapper';
import { endpointOf } from './endpoint';

/** Turns what a handler returns into its reply's HTTP form; fields that the DTO does not describe stay inside. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor<object | undefined, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<object | undefined>): Observable<unknown> {
    const reply = endpointOf(context.getHandler())?.reply;
    return next.handle().pipe(map((value) => (reply && value ? toWire(reply, value) : undefined)));
  }
}
