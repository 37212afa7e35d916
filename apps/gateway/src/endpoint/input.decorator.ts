import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { endpointOf } from './endpoint';
import { readInput } from './read-input';

/** The checked input of the handler's endpoint. */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext): object => {
  const endpoint = endpointOf(context.getHandler());
  if (!endpoint) throw new Error('@Input() needs @Endpoint()');
  return readInput(endpoint, context.switchToHttp().getRequest<FastifyRequest>());
});
