import { AppError } from '@longwave/contracts';
import type { ErrorCode } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError } from 'rxjs';
import { allowedMethods } from './allowed-methods';
import type { Route } from './allowed-methods';
import { wireDetails } from '../wire/wire-mapper';

const byStatus: Record<number, ErrorCode> = {
  400: 'BAD_REQUEST', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 413: 'BODY_TOO_LARGE', 414: 'BAD_REQUEST', 415: 'UNSUPPORTED_MEDIA_TYPE',
};
const messages: Partial<Record<ErrorCode, string>> = {
  BAD_REQUEST: 'the request cannot be read', BODY_TOO_LARGE: 'the body is too large', UNSUPPORTED_MEDIA_TYPE: 'only application/json is taken',
};

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : 500;
}

/** What the framework refused, in our words, by an address whose bodies hold at most `maxBytes`; `undefined` for a fault. */
export function refusal(error: unknown, maxBytes: number): AppError | undefined {
  if (error instanceof AppError) return error;
  const code = byStatus[statusOf(error)];
  if (!code) return undefined;
  return new AppError(code, messages[code] ?? 'the request was refused', code === 'BODY_TOO_LARGE' ? { maxBytes } : {}, { cause: error });
}

/** Every error over HTTP: `{error: {code, message, details}}` with the catalogue's status. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  private readonly log = createLogger('http');

  constructor(private readonly routes: readonly Route[]) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    // Handlers of calls over NATS have their own filter.
    if (host.getType() !== 'http') return throwError(() => error);
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    let answer = refusal(error, request.routeOptions.bodyLimit);
    if (answer?.code === 'NOT_FOUND' && !(error instanceof AppError)) answer = this.nothingHere(request, reply);
    if (!answer) {
      this.log.error({ err: error, method: request.method, url: request.url }, 'a request failed');
      answer = new AppError('INTERNAL', 'something went wrong here; the log has it under the correlation id');
    }
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer is out: whoever reads it must see that it is not whole.
      reply.raw.destroy();
      return undefined;
    }
    if (answer.code === 'RATE_LIMITED') void reply.header('retry-after', Number(answer.details['retryAfterSeconds'] ?? 1));
    if (answer.status === 401) void reply.header('www-authenticate', 'Bearer');
    const { code, message, details } = answer.toBody();
    return reply
      .code(answer.status)
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .removeHeader('content-length')
      .send(JSON.stringify({ error: { code, message, details: wireDetails(details) } }));
  }

  private nothingHere(request: FastifyRequest, reply: FastifyReply): AppError {
    const allowed = allowedMethods(request.url.split('?')[0] ?? '', this.routes);
    if (allowed.length === 0) return new AppError('NOT_FOUND', 'there is nothing at this address');
    void reply.header('allow', allowed.join(', '));
    return new AppError('METHOD_NOT_ALLOWED', `this address takes ${allowed.join(', ')}`, { allowed });
  }
}
