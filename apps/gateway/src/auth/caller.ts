import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who calls. */
export type Caller =
  | { role: 'anonymous' }
  | { role: 'guest'; userId: string; name: string }
  | { role: 'operator'; userId: string };

const callers = new WeakMap<object, Caller>();

/** Remembers who sent a request; the access guard does, once. */
export function setCaller(request: object, caller: Caller): void {
  callers.set(request, caller);
}

export function callerOf(request: object): Caller {
  return callers.get(request) ?? { role: 'anonymous' };
}

/** The caller of the handler's request. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The user id of a caller whom the guard has let through with a token. */
export function userIdOf(caller: Caller): string {
  if (caller.role === 'anonymous') throw new Error('a handler for everybody has no user id');
  return caller.userId;
}
