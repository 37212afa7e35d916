import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../auth/caller';
import { endpointOf } from '../endpoint/endpoint';
import { AddressReader } from '../http/address-reader';
import { rateLimits } from './limits';
import { RateLimiter } from './rate-limiter';

/** Counts what an endpoint limits; after the access guard, which tells who calls. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly addresses: AddressReader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const limit = endpointOf(context.getHandler())?.limit;
    if (!limit) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = callerOf(request);
    // Operators hold a secret of the station; they are not kept from working.
    if (caller.role === 'operator') return true;
    const byCaller = rateLimits[limit].by === 'caller' && caller.role === 'guest';
    await this.limiter.count(limit, byCaller ? caller.userId : this.addresses.subjectOf(request));
    return true;
  }
}
