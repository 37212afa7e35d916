import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '@longwave/contracts';
import { Access } from '../endpoint/access';
import { docsPolicy } from '../web/page-policy';
import { serveFile } from '../web/serve-file';
import type { OpenApiDocument } from './build-openapi';

/** Injection token of the API's document. */
export const OPENAPI_DOCUMENT = Symbol.for('longwave:openapi-document');

/** Swagger's viewer comes with Nest's own package; its files are sent from here, nothing from other hosts. */
const viewerFolder = path.dirname(createRequire(require.resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));
const viewerFiles = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Longwave: the API</title><link rel="icon" href="/docs/favicon-32x32.png"><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><main id="api"></main><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;

/** `validatorUrl: null`: the viewer would otherwise ask a host on the internet whether the document is right. */
const start = `SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#api', validatorUrl: null, deepLinking: true, tryItOutEnabled: false });`;

/** The API's document, for programs and for people. */
@Controller()
export class DocsController {
  constructor(@Inject(OPENAPI_DOCUMENT) private readonly document: OpenApiDocument) {}

  @Access('public')
  @Get('/docs')
  async page(@Res() reply: FastifyReply): Promise<void> {
    reply.raw.setHeader('content-security-policy', docsPolicy);
    await reply.header('content-type', 'text/html; charset=utf-8').send(page);
  }

  @Access('public')
  @Get(['/docs/openapi.json', '/docs-json'])
  json(): OpenApiDocument {
    return this.document;
  }

  @Access('public')
  @Get('/docs/start.js')
  async start(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('content-type', 'text/javascript; charset=utf-8').send(start);
  }

  @Access('public')
  @Get('/docs/:file')
  viewer(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!viewerFiles.has(file)) throw new AppError('NOT_FOUND', 'there is no such file');
    return serveFile(viewerFolder, [file], 'asking', request, reply);
  }
}
