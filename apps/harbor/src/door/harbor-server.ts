import { createLogger } from '@longwave/service';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { HarborConfig } from '../harbor.config';
import { splitTarget } from '../protocol/mount-slug';
import { RequestHeadReader } from '../protocol/request-head-reader';
import { ALLOWED_METHODS, encodeResponse } from '../protocol/response';
import { StaleSessions } from '../session/stale-sessions';
import { networkOf } from './auth-failures';
import { endWith } from './ending';
import { type DoorRequest, answer } from './request';
import { SourceDoor } from './source-door';
import { TitleDoor } from './title-door';

const HEAD_LIMIT_MS = 10_000;
const MAX_CONNECTIONS = 512;
const MAX_CONNECTIONS_PER_NETWORK = 32;
const KEEP_ALIVE_MS = 10_000;

const GUIDE = `This is where DJs go live.

  ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg icecast://source:TOKEN@THIS-HOST:PORT/live

Protocol Icecast 2 (PUT or SOURCE), mount /live or /live/<channel>, any user name,
a go-live token as password. Ogg Vorbis, Ogg Opus, Ogg FLAC, MP3 or AAC.
Titles: /admin/metadata?mode=updinfo&mount=/live&song=...
`;

/** The TCP port for encoders: reads the head of each request, within limits, and leads it to its door. */
@Injectable()
export class HarborServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = createLogger('harbor-server');
  private readonly server: Server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, (socket) => this.greet(socket));
  private readonly perNetwork = new Map<string, number>();

  constructor(
    private readonly config: HarborConfig,
    private readonly stale: StaleSessions,
    private readonly sources: SourceDoor,
    private readonly titles: TitleDoor,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    void this.stale.watch();
    this.server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.config.HARBOR_PORT, this.config.BIND_ADDRESS, resolve);
    });
    this.server.on('error', (err) => this.logger.error({ err }, 'the port for encoders failed'));
    this.logger.info({ address: this.server.address() as AddressInfo }, 'encoders may connect');
  }

  beforeApplicationShutdown(): void {
    this.server.close();
    this.stale.stop();
  }

  private greet(socket: Socket): void {
    // What goes wrong on a line ends in its 'close'.
    socket.on('error', (err) => this.logger.debug({ err }, 'a line broke'));
    const network = networkOf(socket.remoteAddress ?? '');
    const count = (this.perNetwork.get(network) ?? 0) + 1;
    this.perNetwork.set(network, count);
    socket.on('close', () => {
      const left = (this.perNetwork.get(network) ?? 1) - 1;
      if (left > 0) this.perNetwork.set(network, left);
      else this.perNetwork.delete(network);
    });
    if (count > MAX_CONNECTIONS_PER_NETWORK) return endWith(socket, encodeResponse({ method: 'GET', protocol: 'HTTP/1.1' }, { status: 503, reason: 'Too many connections from your address' }));
    this.readHead(socket);
  }

  private readHead(socket: Socket): void {
    const reader = new RequestHeadReader();
    // A limit for the whole head, however slowly its bytes drip in.
    const timer = setTimeout(() => endWith(socket, encodeResponse({ method: 'GET', protocol: 'HTTP/1.1' }, { status: 408, reason: 'The request did not come in time' })), HEAD_LIMIT_MS);
    socket.on('close', () => clearTimeout(timer));
    const cutShort = () => socket.end();
    socket.on('end', cutShort);
    socket.on('data', (bytes: Buffer) => {
      const step = reader.push(bytes);
      if (step.outcome === 'need-more') return;
      clearTimeout(timer);
      socket.removeAllListeners('data');
      socket.off('end', cutShort);
      socket.pause();
      if (step.outcome === 'refused') return endWith(socket, encodeResponse({ method: 'GET', protocol: 'HTTP/1.1' }, step));
      this.route({ head: step.head, rest: step.rest, socket, address: socket.remoteAddress ?? '' });
    });
  }

  private route(request: DoorRequest): void {
    const { method, target } = request.head;
    const { path, query } = splitTarget(target);
    if (method === 'PUT' || method === 'SOURCE') return void this.sources.enter(request);
    if (method === 'OPTIONS') return answer(request, { status: 200, reason: 'OK', body: '' });
    if (method !== 'GET' && method !== 'HEAD') return answer(request, { status: 405, reason: `Use one of ${ALLOWED_METHODS}` });
    if (path === '/admin/metadata') return void this.titles.enter(request, query);
    if (path === '/') return answer(request, { status: 200, reason: 'OK', body: GUIDE });
    return answer(request, { status: 404, reason: 'Nothing to hear here; this is where DJs go live', body: GUIDE });
  }
}
