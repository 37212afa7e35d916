import { AppError } from '@longwave/contracts';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../endpoint/access';
import { PageService } from './page.service';

/** The web page. Its own routes lie under `/app/`; they all get the same document. */
@Controller()
export class WebController {
  constructor(private readonly page: PageService) {}

  @Access('public')
  @Get(['/', '/app', '/app/*'])
  index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.page.sendIndex(request, reply);
  }

  @Access('public')
  @Get('/assets/:file')
  asset(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.page.sendAsset(file, request, reply);
  }

  /** Icons and the like that stand beside the document. */
  @Access('public')
  @Get('/:file')
  file(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // The document itself has one address.
    if (!/\.(ico|svg|png|txt|webmanifest|webp)$/.test(file)) throw new AppError('NOT_FOUND', 'there is nothing at this address');
    return this.page.sendFile(file, request, reply);
  }
}
