import { type AppError, type ErrorBody } from '@longwave/contracts';

export const SERVER_NAME = 'Longwave';

/** A whole answer, as bytes for the socket. */
export interface HttpReply {
  status: number;
  headers?: readonly (readonly [name: string, value: string])[];
  contentType?: string;
  body?: string;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  505: 'HTTP Version Not Supported',
};

const EXPOSED = 'icy-name, icy-genre, icy-description, icy-url, icy-br, icy-pub, icy-metaint, icy-metadata, ice-audio-info, Server';

/** In every answer: any page may play us, and nothing of this may be kept. */
const COMMON: readonly (readonly [string, string])[] = [
  ['Server', SERVER_NAME],
  ['Connection', 'close'],
  ['Cache-Control', 'no-cache, no-store'],
  ['Expires', 'Mon, 26 Jul 1997 05:00:00 GMT'],
  ['Pragma', 'no-cache'],
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Expose-Headers', EXPOSED],
  ['X-Content-Type-Options', 'nosniff'],
];

/** Status line and headers. Values are ours or were cleaned: no control characters. */
export function replyHead(status: number, headers: readonly (readonly [string, string])[], now: Date, version = '1.1'): Buffer {
  const lines = [...COMMON, ['Date', now.toUTCString()] as const, ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/${version} ${status} ${REASONS[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n`);
}

/** A whole answer; without its body for HEAD. */
export function replyBytes(reply: HttpReply, now: Date, { isHead = false, version = '1.1' } = {}): Buffer {
  const body = Buffer.from(reply.body ?? '');
  const content = reply.status === 204 ? [] : [['Content-Type', reply.contentType ?? 'application/json; charset=utf-8'] as const, ['Content-Length', String(body.length)] as const];
  const head = replyHead(reply.status, [...(reply.headers ?? []), ...content], now, version);
  return isHead ? head : Buffer.concat([head, body]);
}

/** An error in the form that every door of the house gives it. */
export function errorReply(error: AppError, status = error.status, headers: HttpReply['headers'] = []): HttpReply {
  const body: { error: ErrorBody } = { error: error.toBody() };
  return { status, headers, body: `${JSON.stringify(body)}\n` };
}
