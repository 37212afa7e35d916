import { AppError } from '@longwave/contracts';
import { type Server, type Socket, createServer } from 'node:net';
import type { RouteResult } from './edge-routes';
import { type HttpReply, errorReply, replyBytes, replyHead } from './http-reply';
import { MAX_HEAD_BYTES, type RequestHead, parseRequestHead } from './parse-request-head';

export interface HttpDoorOptions {
  /** Notes a connection of an address. @returns what to call when it is over; undefined to cut it at once */
  enter: (address: string) => (() => void) | undefined;
  /** Decides what a request gets. */
  route: (head: RequestHead, socket: Socket) => RouteResult;
  /** Takes a socket whose headers are out. */
  onListener: (socket: Socket, stream: Extract<RouteResult, { kind: 'stream' }>, head: RequestHead) => void;
  onError: (error: unknown) => void;
  /** Connections at once, listeners and others. */
  maxConnections: number;
}

/** A client has this long for its request, and to read a short answer. */
const HEAD_MS = 10_000;
const GOODBYE_MS = 2_000;
/** A listener has nothing to say; one who says this much is none. */
const MAX_CHATTER_BYTES = 65_536;
const LINE_FEED = 10;

/**
 * The HTTP side of the edge: one request to a connection, GET and HEAD, no bodies in, no chunks out. A parser of its own,
 * since a stream to thousands needs the bare socket and not what a web server keeps for each.
 */
export function openHttpDoor(options: HttpDoorOptions): Server {
  // Half open: a client may shut its side after the request, as some scripts do, and still listen.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => receive(socket, options));
  server.maxConnections = options.maxConnections;
  return server;
}

function receive(socket: Socket, options: HttpDoorOptions): void {
  const leave = options.enter(socket.remoteAddress ?? '');
  if (!leave) {
    socket.destroy();
    return;
  }
  socket.once('close', leave);
  let received: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => {
    done();
    say(socket, refusal(408, 'the request took too long'));
  }, HEAD_MS);
  const done = (): void => {
    clearTimeout(timer);
    socket.off('data', read);
    socket.off('end', hangUp);
  };
  const hangUp = (): void => {
    done();
    socket.destroy();
  };
  const read = (bytes: Buffer): void => {
    received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
    // Only a line's end can end a head: one that trickles in is not read again for each byte.
    if (!bytes.includes(LINE_FEED) && received.length < MAX_HEAD_BYTES) return;
    const parsed = parseRequestHead(received);
    if (parsed.state === 'incomplete') return;
    done();
    if (parsed.state === 'refused') return say(socket, refusal(parsed.status, 'this is no request for a listener'));
    try {
      answer(socket, parsed.head, options);
    } catch (error) {
      options.onError(error);
      say(socket, errorReply(new AppError('INTERNAL', 'something went wrong here; the log has it')));
    }
  };
  // Whatever breaks a line ends in 'close'.
  socket.on('error', () => socket.destroy());
  socket.on('data', read);
  socket.once('end', hangUp);
  socket.once('close', () => clearTimeout(timer));
}

function answer(socket: Socket, head: RequestHead, options: HttpDoorOptions): void {
  const result = options.route(head, socket);
  const isHead = head.method === 'HEAD';
  if (result.kind === 'reply') return say(socket, result.reply, { isHead, version: head.version });
  const bytes = replyHead(200, result.headers, new Date(), head.version);
  if (isHead) return leave(socket, bytes);
  ignoreInput(socket);
  // Headers, stream headers and burst leave in one write.
  socket.cork();
  socket.write(bytes);
  options.onListener(socket, result, head);
  socket.uncork();
}

function ignoreInput(socket: Socket): void {
  let chatter = 0;
  socket.on('data', (bytes: Buffer) => {
    chatter += bytes.length;
    if (chatter > MAX_CHATTER_BYTES) socket.destroy();
  });
}

function say(socket: Socket, reply: HttpReply, options?: { isHead: boolean; version: string }): void {
  leave(socket, replyBytes(reply, new Date(), options));
}

/** Answers and closes; what the client still sends is read away, since a reset would take the answer with it. */
function leave(socket: Socket, bytes: Buffer): void {
  if (socket.destroyed) return;
  ignoreInput(socket);
  socket.end(bytes);
  const timer = setTimeout(() => socket.destroy(), GOODBYE_MS);
  socket.once('end', () => socket.destroySoon());
  socket.once('close', () => clearTimeout(timer));
}

function refusal(status: number, message: string): HttpReply {
  return errorReply(new AppError('BAD_REQUEST', message), status);
}
