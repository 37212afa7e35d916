import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { Input } from '../endpoint/input.decorator';
import { EventsInput } from './events.dto';
import { EventsService } from './events.service';

/** Live events for pages and programs. */
@Controller()
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Access('public')
  @Endpoint({
    method: 'GET', path: '/events', id: 'streamEvents', tag: 'Events', summary: 'Live events of a channel (server-sent events)',
    description: 'First a snapshot (`now_playing`, `queue`, `listeners`), then each change; the newest of a kind replaces older ones that were not sent yet. A comment comes every 15 seconds. See docs/events.md.',
    input: EventsInput, produces: ['text/event-stream'], errors: ['CHANNEL_NOT_FOUND', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE'],
  })
  stream(@Input() input: EventsInput, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.events.stream(input.channel, request, reply);
  }
}
