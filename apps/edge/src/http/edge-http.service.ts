import { clientAddress, createLogger, parseNetworks } from '@longwave/service';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { BlockList, Server, Socket } from 'node:net';
import { EdgeConfig } from '../edge.config';
import { EdgeService } from '../edge.service';
import { type RouteOptions, type RouteResult, routeRequest } from './edge-routes';
import { openHttpDoor } from './http-door';
import type { RequestHead } from './parse-request-head';

/** Besides listeners: who asks for status, and who has not asked yet. */
const OTHER_CONNECTIONS = 500;

/** Opens the port for listeners once everything else is up. */
@Injectable()
export class EdgeHttpService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = createLogger('edge-http');
  readonly #trusted: BlockList;
  readonly #routes: RouteOptions;
  readonly #server: Server;

  constructor(private readonly config: EdgeConfig, private readonly edge: EdgeService) {
    this.#trusted = parseNetworks(config.TRUSTED_PROXIES);
    this.#routes = {
      maxListeners: config.EDGE_MAX_LISTENERS,
      listenUrl: config.PUBLIC_LISTEN_URL?.replace(/\/+$/, ''),
      pageUrl: config.PUBLIC_URL,
      port: config.EDGE_PORT,
    };
    this.#server = openHttpDoor({
      route: (head) => routeRequest(this.edge, this.#routes, head),
      onListener: (socket, stream, head) => this.#listen(socket, stream, head),
      onError: (err) => this.#logger.error({ err }, 'a request failed'),
      maxConnections: config.EDGE_MAX_LISTENERS + OTHER_CONNECTIONS,
    });
  }

  onApplicationBootstrap(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port: this.config.EDGE_PORT, host: this.config.BIND_ADDRESS, backlog: 1_024 }, () => {
        this.#server.off('error', reject);
        this.#server.on('error', (err) => this.#logger.error({ err }, 'the port of the edge failed'));
        this.#logger.info({ port: this.config.EDGE_PORT }, 'listeners may come');
        resolve();
      });
    });
  }

  onApplicationShutdown(): void {
    this.#server.close();
  }

  #listen(socket: Socket, stream: Extract<RouteResult, { kind: 'stream' }>, head: RequestHead): void {
    this.edge.hub.add({ ...stream.listener, socket }, performance.now());
    if (!this.#logger.isLevelEnabled('debug')) return;
    const { channel, flavour } = stream.listener;
    const client = clientAddress(socket.remoteAddress ?? '', head.headers.get('x-forwarded-for'), this.#trusted);
    this.#logger.debug({ client, channelId: channel.channel.channelId, flavour }, 'a listener came');
  }
}
