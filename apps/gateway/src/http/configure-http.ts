import { AppError } from '@longwave/contracts';
import { runWithCorrelationId } from '@longwave/messaging';
import { loadConfig, processEnvironment } from '@longwave/service';
import type { HttpOptions } from '@longwave/service';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayConfig } from '../gateway.config';
import { MetricsService } from '../health/metrics.service';
import { apiPolicy } from '../web/page-policy';
import { bodyLimitOf, MAX_BODY_BYTES } from './limits';

const acceptableId = /^[\w:.-]{1,64}$/;
const ids = new WeakMap<FastifyRequest, string>();

function correlationIdOf(request: FastifyRequest): string {
  let id = ids.get(request);
  if (id === undefined) {
    const given = request.headers['x-correlation-id'];
    id = typeof given === 'string' && acceptableId.test(given) ? given : randomUUID();
    ids.set(request, id);
  }
  return id;
}

/** On the raw answer, so that event streams and refusals of the framework carry them too. */
function setCommonHeaders(response: ServerResponse, correlationId: string): void {
  response.setHeader('x-correlation-id', correlationId);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('content-security-policy', apiPolicy);
}

/** An address that cannot be read, or is too long, is refused before any hook or filter. */
function refuseAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  setCommonHeaders(reply.raw, correlationIdOf(request));
  const { code, message, details } = new AppError('BAD_REQUEST', 'the address cannot be read').toBody();
  void reply.code(400).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify({ error: { code, message, details } }));
}

/** What is no HTTP, or comes too slowly. */
function refuseBytes(_error: Error, socket: Socket): void {
  const body = JSON.stringify({ error: new AppError('BAD_REQUEST', 'this is no HTTP request').toBody() });
  if (socket.writable) socket.write(`HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  socket.destroySoon();
}

/** Fastify's own options. Whoever sends a request slower than this is not waited for; answers may take as long as they like. */
export function httpAdapterOptions(): object {
  return {
    bodyLimit: MAX_BODY_BYTES, requestTimeout: 15_000, keepAliveTimeout: 72_000, routerOptions: { maxParamLength: 200 },
    // Lines without a request count as a head that never ends; Node would look for such only each half minute.
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
    frameworkErrors: refuseAddress, clientErrorHandler: refuseBytes,
  };
}

function hasBody(request: FastifyRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/**
 * Prepares the HTTP side of whatever process holds the gateway: body limits, JSON only, headers of every answer,
 * correlation ids, durations. Errors, access and limits are the module's own.
 */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const metrics = app.get(MetricsService);
  // Nest adds a parser for forms unless there is one: a form of another site must not pass for a request of ours.
  app.useBodyParser('application/x-www-form-urlencoded', {}, (_request, _body, done) => done(new AppError('UNSUPPORTED_MEDIA_TYPE', 'only application/json is taken')));
  // An empty body is no body, whatever its announced type: many clients announce one always.
  const parseJson = fastify.getDefaultJsonParser('error', 'error') as unknown as (request: unknown, text: string, done: (error: Error | null, body?: unknown) => void) => void;
  app.useBodyParser('application/json', {}, (request, body: Buffer, done) => {
    if (body.length === 0) done(null, undefined);
    else parseJson(request, body.toString('utf8'), done);
  });
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimitOf(route.url);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const id = correlationIdOf(request);
    setCommonHeaders(reply.raw, id);
    runWithCorrelationId(id, done);
  });
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    if (hasBody(request) && !/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return done(new AppError('UNSUPPORTED_MEDIA_TYPE', 'only application/json is taken'));
    }
    done(null, payload);
  });
  // A body's last byte wakes the request up outside the id's context.
  fastify.addHook('preValidation', (request, _reply, done) => runWithCorrelationId(correlationIdOf(request), done));
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
    done();
  });
}

/** What `bootService` needs to serve the gateway, alone or composed with other modules. */
export const gatewayHttp: HttpOptions = {
  adapter: httpAdapterOptions,
  configure: configureHttp,
  address: () => {
    const { GATEWAY_PORT, BIND_ADDRESS } = loadConfig(GatewayConfig, processEnvironment());
    return { port: GATEWAY_PORT, host: BIND_ADDRESS };
  },
};
