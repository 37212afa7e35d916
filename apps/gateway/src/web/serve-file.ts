import { AppError } from '@longwave/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { chooseEncoding, CompressedFiles } from './compressed-files';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.webp': 'image/webp', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json', '.map': 'application/json; charset=utf-8',
};
/** Others are compressed already. */
const compressible = /^(text\/|application\/(json|manifest\+json)|image\/svg)/;
const MIN_COMPRESSED_BYTES = 1_000;
const compressed = new CompressedFiles();

/** One part of a path: nothing hidden, nothing that leads out of the folder. */
const part = /^[\w-][\w.-]{0,120}$/;

/** What is said about how long a file may be kept. */
export const cacheFor = { ever: 'public, max-age=31536000, immutable', asking: 'no-cache' } as const;

/**
 * Sends a file of a folder.
 *
 * @param parts its path below the folder, in parts; from the client
 * @throws AppError `NOT_FOUND`
 */
export async function serveFile(root: string, parts: readonly string[], cache: keyof typeof cacheFor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const file = path.join(root, ...parts);
  const type = types[path.extname(file)];
  const facts = parts.every((name) => part.test(name)) && type !== undefined ? await stat(file).catch(() => undefined) : undefined;
  if (!facts?.isFile() || type === undefined) throw new AppError('NOT_FOUND', 'there is no such file');
  const etag = `"${facts.size.toString(36)}-${Math.round(facts.mtimeMs).toString(36)}"`;
  void reply.header('etag', etag).header('cache-control', cacheFor[cache]).header('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === etag) {
    await reply.code(304).send();
    return;
  }
  void reply.header('content-type', type);
  const encoding = compressible.test(type) && facts.size >= MIN_COMPRESSED_BYTES ? chooseEncoding(request.headers['accept-encoding']) : undefined;
  if (encoding) await reply.header('content-encoding', encoding).send(await compressed.get(file, etag, encoding));
  else await reply.header('content-length', facts.size).send(createReadStream(file));
}
