import { clientAddress, limitSubject, parseNetworks } from '@longwave/service';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BlockList } from 'node:net';
import { GatewayConfig } from '../gateway.config';

/** Tells who asks, behind the configured proxies. */
@Injectable()
export class AddressReader {
  private readonly trusted: BlockList;

  constructor(@Inject(GatewayConfig) config: Pick<GatewayConfig, 'TRUSTED_PROXIES'>) {
    this.trusted = parseNetworks(config.TRUSTED_PROXIES ?? '');
  }

  /** What limits by address count a request under. */
  subjectOf(request: FastifyRequest): string {
    const forwarded = request.headers['x-forwarded-for'];
    return limitSubject(clientAddress(request.raw.socket.remoteAddress ?? '', Array.isArray(forwarded) ? forwarded.join(',') : forwarded, this.trusted));
  }
}
