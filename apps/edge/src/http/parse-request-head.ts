/** The head of an HTTP/1.x request. */
export interface RequestHead {
  method: string;
  /** As it stands in the request line. */
  target: string;
  version: '1.0' | '1.1';
  /** By lower-case name; values that came more than once are joined by ", ". */
  headers: ReadonlyMap<string, string>;
}

export type ParsedHead = { state: 'incomplete' } | { state: 'whole'; head: RequestHead } | { state: 'refused'; status: 400 | 431 | 505 };

export const MAX_HEAD_BYTES = 16_384;
const MAX_HEADERS = 100;
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}) ([!-~]{1,4096}) HTTP\/(\d)\.(\d)$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*(.*?)[ \t]*$/;

/**
 * Reads the head of a request (RFC 9112) from the bytes that came so far. Lines may end in a bare LF, as old clients send
 * them; folded headers, control characters and heads over 16 KB are refused. What follows the head is not looked at.
 */
export function parseRequestHead(bytes: Buffer): ParsedHead {
  const text = bytes.subarray(0, MAX_HEAD_BYTES).toString('latin1').replace(/^(\r?\n){1,2}/, '');
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) return bytes.length >= MAX_HEAD_BYTES ? { state: 'refused', status: 431 } : { state: 'incomplete' };
  const [requestLine = '', ...headerLines] = text.slice(0, end.index).split(/\r?\n/);
  const match = REQUEST_LINE.exec(requestLine);
  if (!match) return { state: 'refused', status: 400 };
  const [, method = '', target = '', major, minor] = match;
  if (major !== '1') return { state: 'refused', status: 505 };
  if (headerLines.length > MAX_HEADERS) return { state: 'refused', status: 431 };
  const headers = readHeaders(headerLines);
  if (!headers) return { state: 'refused', status: 400 };
  return { state: 'whole', head: { method, target, version: minor === '0' ? '1.0' : '1.1', headers } };
}

function readHeaders(lines: readonly string[]): Map<string, string> | undefined {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const match = HEADER_LINE.exec(line);
    if (!match || hasControlCharacter(line)) return undefined;
    const [, name = '', value = ''] = match;
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function hasControlCharacter(line: string): boolean {
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if ((code < 0x20 && code !== 9) || code === 0x7f) return true;
  }
  return false;
}
