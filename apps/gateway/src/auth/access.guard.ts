import { AppError } from '@longwave/contracts';
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accessOf } from '../endpoint/access';
import type { AccessPolicy } from '../endpoint/access';
import { RateLimiter } from '../rate-limit/rate-limiter';
import { AddressReader } from '../http/address-reader';
import { AdminTokens } from './admin-tokens';
import { setCaller } from './caller';
import type { Caller } from './caller';
import { GuestTokens } from './guest-tokens';

const bearer = /^Bearer +([^\s]{1,4096})$/i;

/** Lets through who may call a handler; whoever asks for one without a policy is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly guests: GuestTokens,
    private readonly admins: AdminTokens,
    private readonly limiter: RateLimiter,
    private readonly addresses: AddressReader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Calls over NATS have the server's own users.
    if (context.getType() !== 'http') return true;
    const policy = accessOf(context.getHandler());
    if (!policy) throw new AppError('FORBIDDEN', 'nobody may call this');
    if (policy === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = await this.identify(request);
    assertMay(caller, policy);
    setCaller(request, caller);
    return true;
  }

  private async identify(request: FastifyRequest): Promise<Caller> {
    const { authorization } = request.headers;
    if (authorization === undefined) throw new AppError('UNAUTHENTICATED', 'a token is needed');
    const token = bearer.exec(authorization)?.[1];
    if (token === undefined) throw new AppError('TOKEN_INVALID', 'send `Authorization: Bearer <token>`');
    // Admin tokens hold no dots, so a guest whose token has expired is not taken for somebody who guesses.
    if (token.includes('.')) return { role: 'guest', ...(await this.guests.verify(token)) };
    const subject = this.addresses.subjectOf(request);
    await this.limiter.refuseIfExceeded('admin-failure', subject);
    const userId = this.admins.identify(token);
    if (userId !== undefined) return { role: 'operator', userId };
    await this.limiter.count('admin-failure', subject);
    throw new AppError('TOKEN_INVALID', 'this token is not valid here');
  }
}

function assertMay(caller: Caller, policy: AccessPolicy): void {
  if (policy === 'operator' && caller.role !== 'operator') throw new AppError('FORBIDDEN', 'only an operator may do that');
}
