import { AdminController } from './admin/admin.controller';
import { RelaysController } from './admin/relays.controller';
import { AuthController } from './auth/auth.controller';
import { ChannelsController } from './channels/channels.controller';
import { EventsController } from './events/events.controller';
import { ListenersEvent, NowPlayingEvent, QueueEvent } from './events/events.dto';
import { HealthController } from './health/health.controller';
import { LibraryController } from './library/library.controller';
import { buildOpenApi } from './openapi/build-openapi';
import type { OpenApiDocument } from './openapi/build-openapi';
import { DocsController } from './openapi/docs.controller';
import { listEndpoints } from './openapi/list-endpoints';
import { QueueController } from './queue/queue.controller';
import { WebController } from './web/web.controller';

/** Controllers of the API; the document is made of them, in this order. */
export const apiControllers = [ChannelsController, QueueController, LibraryController, AuthController, EventsController, AdminController, RelaysController, HealthController] as const;

/** Controllers of pages. */
export const pageControllers = [DocsController, WebController] as const;

/** The API's document. */
export function gatewayOpenApi(): OpenApiDocument {
  return buildOpenApi(listEndpoints(apiControllers), [NowPlayingEvent, QueueEvent, ListenersEvent]);
}
