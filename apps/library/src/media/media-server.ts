import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isSignatureGood } from './media-signature';
import type { SignedResource } from './media-signature';
import { MediaFiles } from './media-files';
import type { OpenMedia } from './media-files';
import { parseRange } from './parse-range';

export interface MediaServerOptions {
  port: number;
  host: string;
  secret: string;
  nowMs: () => number;
}

const resourcePath = /^\/(media|covers)\/([0-9a-f]{64})$/;

/** Serves tracks and covers to the other services by signed addresses: GET and HEAD, with Range. */
@Injectable()
export class MediaServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = createLogger('media-server');
  private readonly server: Server;

  constructor(
    private readonly files: MediaFiles,
    private readonly options: MediaServerOptions,
  ) {
    this.server = createServer({ keepAliveTimeout: 5_000, headersTimeout: 5_000, requestTimeout: 10_000 }, (request, response) => {
      this.serve(request, response).catch((err: unknown) => this.fail(response, err));
    });
    // A client that stops reading holds a file open; after this long without a byte it is let go.
    this.server.setTimeout(30_000);
  }

  /** @throws Error that names the port when it cannot be had */
  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (cause: NodeJS.ErrnoException) => {
        const why = cause.code === 'EADDRINUSE' ? 'another program has it; free it or set LIBRARY_MEDIA_PORT' : cause.message;
        reject(new Error(`the library's media server cannot listen on ${host}:${port}: ${why}`, { cause }));
      });
      this.server.listen(port, host, resolve);
    });
    this.logger.info({ host, port }, 'serving media');
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, { allow: 'GET, HEAD' });
    const resource = this.resourceOf(request);
    if (resource === undefined) return refuse(response, 404);
    if (!resource.isAllowed) return refuse(response, 403);
    const media = resource.kind === 'media' ? await this.files.openTrack(resource.hash) : await this.files.openCover(resource.hash);
    if (media === undefined) return refuse(response, 404);
    try {
      await send(request, response, resource, media);
    } finally {
      await media.handle.close().catch((err: unknown) => this.logger.warn({ err }, 'a file could not be closed'));
    }
  }

  private resourceOf(request: IncomingMessage): (SignedResource & { isAllowed: boolean }) | undefined {
    const url = new URL(request.url ?? '/', 'http://media.invalid');
    const match = resourcePath.exec(url.pathname);
    if (match === null) return undefined;
    const [, kind, hash = ''] = match;
    const expiresAtS = Number(url.searchParams.get('exp') ?? NaN);
    const resource: SignedResource = { kind: kind === 'media' ? 'media' : 'covers', hash, expiresAtS };
    const signature = url.searchParams.get('sig') ?? '';
    return { ...resource, isAllowed: isSignatureGood(resource, signature, this.options.secret, this.options.nowMs()) };
  }

  private fail(response: ServerResponse, err: unknown): void {
    // Who hangs up in the middle is no news.
    const { code } = err as NodeJS.ErrnoException;
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE') this.logger.warn({ err }, 'media could not be served');
    if (response.headersSent) response.destroy();
    else refuse(response, code === 'SERVICE_UNAVAILABLE' ? 503 : 500);
  }
}

async function send(request: IncomingMessage, response: ServerResponse, { hash }: SignedResource, { handle, bytes, contentType }: OpenMedia): Promise<void> {
  const etag = `"${hash}"`;
  const common = { etag, 'accept-ranges': 'bytes', 'content-type': contentType, 'cache-control': 'private, immutable, max-age=31536000', 'x-content-type-options': 'nosniff' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, common).end();
    return;
  }
  const { 'if-range': ifRange, range: rangeHeader } = request.headers;
  const range = parseRange(ifRange === undefined || ifRange === etag ? rangeHeader : undefined, bytes);
  if (range.kind === 'unsatisfiable') return refuse(response, 416, { 'content-range': `bytes */${bytes}` });
  const isPart = range.kind === 'part';
  const { first, last } = isPart ? range : { first: 0, last: bytes - 1 };
  response.writeHead(isPart ? 206 : 200, {
    ...common,
    'content-length': last - first + 1,
    ...(isPart ? { 'content-range': `bytes ${first}-${last}/${bytes}` } : {}),
  });
  if (request.method === 'HEAD' || bytes === 0) {
    response.end();
    return;
  }
  await pipeline(handle.createReadStream({ start: first, end: last, autoClose: false, highWaterMark: 256 * 1024 }), response);
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, 'content-length': 0 }).end();
}
