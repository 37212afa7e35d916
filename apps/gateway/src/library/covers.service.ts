import { AppError, libraryContract } from '@longwave/contracts';
import { ServiceClient } from '@longwave/messaging';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { openCover } from './cover.http-client';
import { coverRequest } from './library.dto';
import type { CoverInput } from './library.dto';

/** Pictures that browsers show; anything else in a cover is not sent as what it says it is. */
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
/** The library answers at once or not at all. */
const HEADERS_TIMEOUT_MS = 15_000;

/** Covers, streamed through from the library. */
@Injectable()
export class CoversService {
  constructor(private readonly services: ServiceClient) {}

  async send(input: CoverInput, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // The name is the hash of the bytes: whoever has them has them right.
    const etag = `"${input.hash}"`;
    if (request.headers['if-none-match'] === etag) return void (await reply.code(304).header('etag', etag).send());
    const location = await this.services.call(libraryContract.getCover, coverRequest(input));
    const stop = new AbortController();
    reply.raw.once('close', () => stop.abort());
    const response = await this.open(location.url, stop.signal);
    const length = response.headers.get('content-length');
    void reply
      .header('content-type', pictures.has(location.contentType) ? location.contentType : 'application/octet-stream')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('etag', etag);
    if (length !== null) void reply.header('content-length', length);
    // A stream is read as fast as the client takes it.
    await reply.send(Readable.fromWeb(response.body as unknown as ReadableStream));
  }

  private async open(url: string, signal: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await openCover(url, { signal, headersTimeoutMs: HEADERS_TIMEOUT_MS });
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', 'the library’s pictures cannot be reached', { service: 'library' }, { cause });
    }
    if (response.ok && response.body) return response;
    await response.body?.cancel();
    throw response.status === 404
      ? new AppError('COVER_NOT_FOUND', 'the cover is gone')
      : new AppError('SERVICE_UNAVAILABLE', 'the library could not give the picture', { service: 'library', status: response.status });
  }
}
