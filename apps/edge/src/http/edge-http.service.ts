import { cleanText } from '@longwave/audio';
import { AppError } from '@longwave/contracts';
import { clientAddress, createLogger, parseNetworks } from '@longwave/service';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type BlockList, type Server, type Socket, isIPv4 } from 'node:net';
import { EdgeConfig } from '../edge.config';
import { EdgeService } from '../edge.service';
import { ConnectionBook } from '../limits/connection-book';
import { type ListenerRoom, listenerRoom, readOpenFileLimit } from '../limits/open-file-limit';
import { isPrivateAddress } from '../limits/private-networks';
import { LineCap } from '../listeners/line-cap';
import { listenerNetwork } from '../listeners/listener-network';
import { type RouteOptions, type RouteResult, refuse, routeRequest } from './edge-routes';
import { openHttpDoor } from './http-door';
import type { RequestHead } from './parse-request-head';

type Stream = Extract<RouteResult, { kind: 'stream' }>;

const MAX_CLIENT_CHARACTERS = 200;
const LINES_PER_SECOND = 10;

/** Opens the port for listeners once everything else is up. */
@Injectable()
export class EdgeHttpService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = createLogger('edge-http');
  readonly #trusted: BlockList;
  readonly #routes: RouteOptions;
  readonly #room: ListenerRoom;
  readonly #book: ConnectionBook;
  readonly #lines = new LineCap(LINES_PER_SECOND);
  readonly #server: Server;

  constructor(private readonly config: EdgeConfig, private readonly edge: EdgeService) {
    this.#trusted = parseNetworks(config.TRUSTED_PROXIES);
    this.#room = listenerRoom(config.EDGE_MAX_LISTENERS, readOpenFileLimit());
    this.#book = new ConnectionBook(config.EDGE_MAX_CONNECTIONS_PER_ADDRESS, (address) => this.#isExempt(address));
    this.#routes = {
      maxListeners: this.#room.listeners,
      maxPerMount: config.EDGE_MAX_LISTENERS_PER_MOUNT,
      listenUrl: config.PUBLIC_LISTEN_URL?.replace(/\/+$/, ''),
      pageUrl: config.PUBLIC_URL,
      port: config.EDGE_PORT,
    };
    this.#server = openHttpDoor({
      enter: (address) => this.#book.enter(plain(address)),
      route: (head, socket) => this.#route(head, socket),
      onListener: (socket, stream, head) => this.#listen(socket, stream, head),
      onError: (err) => this.#logger.error({ err }, 'a request failed'),
      maxConnections: this.#room.listeners + this.#room.others,
    });
  }

  onApplicationBootstrap(): Promise<void> {
    if (this.#room.problem !== undefined) this.#logger.warn(this.#room.problem);
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port: this.config.EDGE_PORT, host: this.config.BIND_ADDRESS, backlog: 1_024 }, () => {
        this.#server.off('error', reject);
        this.#server.on('error', (err) => this.#logger.error({ err }, 'the port of the edge failed'));
        this.#logger.info({ port: this.config.EDGE_PORT, maxListeners: this.#room.listeners }, 'listeners may come');
        resolve();
      });
    });
  }

  /** Takes no more connections; those that are open are served on. */
  beforeApplicationShutdown(): void {
    this.#server.close();
  }

  #route(head: RequestHead, socket: Socket): RouteResult {
    const result = routeRequest(this.edge, this.#routes, head);
    if (result.kind === 'reply' || head.method === 'HEAD') return result;
    return this.#mayListen(this.#clientOf(socket, head), socket)
      ? result
      : refuse(new AppError('TOO_MANY_CONNECTIONS', 'your address has too many connections here'), [['Retry-After', '10']]);
  }

  #mayListen(client: string, socket: Socket): boolean {
    if (client === plain(socket.remoteAddress ?? '')) return !this.#book.isOver(client);
    // Behind a proxy: the connection counts for who is told by it, from now on.
    const leave = this.#book.enter(client);
    if (!leave) return false;
    socket.once('close', leave);
    return !this.#book.isOver(client);
  }

  #isExempt(address: string): boolean {
    return isPrivateAddress(address) || this.#trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  }

  #clientOf(socket: Socket, head: RequestHead): string {
    return clientAddress(socket.remoteAddress ?? '', head.headers.get('x-forwarded-for'), this.#trusted);
  }

  #listen(socket: Socket, stream: Stream, head: RequestHead): void {
    const client = cleanText(head.headers.get('user-agent') ?? '', MAX_CLIENT_CHARACTERS);
    const network = listenerNetwork(this.#clientOf(socket, head));
    const nowMs = performance.now();
    this.edge.hub.add({ ...stream.listener, socket, visitor: { client, network, cameAt: new Date() } }, nowMs);
    const leftOut = this.#lines.take(nowMs);
    if (leftOut === undefined) return;
    const { channel, flavour } = stream.listener;
    const more = leftOut === 0 ? {} : { linesLeftOut: leftOut };
    this.#logger.info({ channelId: channel.channel.channelId, flavour, why: stream.why, client, network, ...more }, 'a listener came');
  }
}

/** An IPv4 address as itself, where the system tells it in the form of IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
