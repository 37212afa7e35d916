import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { listenOrigin } from '../channels/mount-urls';
import { GatewayConfig } from '../gateway.config';
import { pagePolicy } from './page-policy';
import { serveFile } from './serve-file';

/** Injection token of the folder that holds the built page. */
export const WEB_ROOT = Symbol.for('longwave:web-root');

/** Where the build puts the page, seen from this file compiled or not. */
export const defaultWebRoot = path.resolve(__dirname, '../../../web/dist');

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Longwave</title>
<h1>Longwave is running</h1><p>The page is not built yet. Run <code>npm run build</code>, then load this again.</p>
<p>The station can be heard all the same: see <a href="/api/v1/channels">/api/v1/channels</a> for its addresses and <a href="/docs">/docs</a> for its API.</p></html>`;

/** Sends the built page, or says that there is none. */
@Injectable()
export class PageService {
  constructor(
    @Inject(GatewayConfig) private readonly config: GatewayConfig,
    @Inject(WEB_ROOT) private readonly root: string,
  ) {}

  async sendIndex(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.raw.setHeader('content-security-policy', pagePolicy(listenOrigin(this.config, request.headers.host)));
    if (existsSync(path.join(this.root, 'index.html'))) return serveFile(this.root, ['index.html'], 'asking', request, reply);
    await reply.code(200).header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store').send(notBuilt);
  }

  /** Their names hold a hash of what is in them. */
  sendAsset(file: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return serveFile(this.root, ['assets', file], 'ever', request, reply);
  }

  sendFile(file: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return serveFile(this.root, [file], 'asking', request, reply);
  }
}
