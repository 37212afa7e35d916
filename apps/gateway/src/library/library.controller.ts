import { libraryContract, TrackList } from '@longwave/contracts';
import { ServiceClient } from '@longwave/messaging';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { Input } from '../endpoint/input.decorator';
import { CoversService } from './covers.service';
import { CoverInput, SearchInput } from './library.dto';

const tag = 'Library';

/** What listeners may know of the library. */
@Controller()
export class LibraryController {
  constructor(
    private readonly services: ServiceClient,
    private readonly covers: CoversService,
  ) {}

  @Access('public')
  @Endpoint({
    method: 'GET', path: '/api/v1/library/search', id: 'searchLibrary', tag, summary: 'Find songs',
    description: 'Words that are each found in title, artist or album; without any, everything.',
    input: SearchInput, reply: TrackList, calls: [libraryContract.searchTracks], limit: 'search',
  })
  search(@Input() input: SearchInput): Promise<TrackList> {
    return this.services.call(libraryContract.searchTracks, input);
  }

  @Access('public')
  @Endpoint({
    method: 'GET', path: '/api/v1/library/covers/:hash', id: 'getCover', tag, summary: 'A cover picture',
    description: 'The address is in a track’s `album_art_url`. It never changes what it holds, so it may be cached for ever.',
    input: CoverInput, produces: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], calls: [libraryContract.getCover],
  })
  cover(@Input() input: CoverInput, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.covers.send(input, request, reply);
  }
}
