import { cleanText } from '@longwave/audio';
import type { RequestHead } from './request-head';

export interface Response {
  status: number;
  /** In words; stands in the status line too, since that is all that most encoders show. */
  reason: string;
  /** Beside those that every answer has. */
  headers?: Readonly<Record<string, string>>;
  body?: string;
  contentType?: string;
}

/** libshout reads from this which methods it may use. */
export const ALLOWED_METHODS = 'GET, HEAD, OPTIONS, PUT, SOURCE';

function statusLine(request: Pick<RequestHead, 'method' | 'protocol'>, status: number, reason: string): string {
  // SOURCE encoders look for the very bytes "HTTP/1.0 200 OK".
  const version = request.protocol === 'HTTP/1.1' && request.method !== 'SOURCE' ? 'HTTP/1.1' : 'HTTP/1.0';
  return `${version} ${status} ${cleanText(reason, 120).replace(/[^\x20-\x7e]/g, '?')}\r\n`;
}

/** A whole answer; the connection ends with it. */
export function encodeResponse(request: Pick<RequestHead, 'method' | 'protocol'>, response: Response): Buffer {
  const body = Buffer.from(response.body ?? `${response.reason}\n`);
  const headers = {
    Server: 'Longwave',
    Connection: 'close',
    Allow: ALLOWED_METHODS,
    'Cache-Control': 'no-store',
    'Content-Type': response.contentType ?? 'text/plain; charset=utf-8',
    'Content-Length': String(body.length),
    ...response.headers,
  };
  const head = statusLine(request, response.status, response.reason) + Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('') + '\r\n';
  return request.method === 'HEAD' ? Buffer.from(head) : Buffer.concat([Buffer.from(head), body]);
}

/**
 * The answer that lets a source begin to send. It has no length: a client that saw the answer end would stop sending.
 */
export function encodeGoAhead(request: Pick<RequestHead, 'method' | 'protocol'>): Buffer {
  return Buffer.from(`${statusLine(request, 200, 'OK')}Server: Longwave\r\nConnection: close\r\n\r\n`);
}

/** What a client that asked `Expect: 100-continue` waits for. */
export const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');
