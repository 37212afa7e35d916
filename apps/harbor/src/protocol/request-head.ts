/** The versions encoders speak; `ICE/1.0` is what old Icecast encoders say. */
export const protocols = ['HTTP/1.0', 'HTTP/1.1', 'ICE/1.0'] as const;
export type Protocol = (typeof protocols)[number];

/** The first line and the fields of a request. */
export interface RequestHead {
  method: string;
  /** Path and query as they came. */
  target: string;
  protocol: Protocol;
  /** Values by lower-case name; those of a name that stands several times joined by ", ". */
  headers: ReadonlyMap<string, string>;
}

export type ParsedHead = { outcome: 'head'; head: RequestHead } | { outcome: 'refused'; status: number; reason: string };

export const MAX_HEAD_BYTES = 16_384;
export const MAX_HEADERS = 64;
const MAX_TARGET_CHARACTERS = 4_096;
const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const visiblePattern = /^[\x21-\x7e]+$/;

const refused = (status: number, reason: string): ParsedHead => ({ outcome: 'refused', status, reason });

/**
 * Reads a head without its empty last line. Lines may end with LF alone, since some encoders send that. Never throws.
 *
 * @param text the bytes as Latin-1
 */
export function parseRequestHead(text: string): ParsedHead {
  const [first = '', ...lines] = text.split(/\r?\n/);
  const words = first.split(' ');
  const [method = '', target = '', protocol = ''] = words;
  if (words.length !== 3 || !tokenPattern.test(method) || method.length > 20) return refused(400, 'Malformed request line');
  if (target.length > MAX_TARGET_CHARACTERS) return refused(414, 'Address too long');
  if (!visiblePattern.test(target)) return refused(400, 'Malformed address');
  const known = protocols.find((version) => version === protocol);
  if (known === undefined) return refused(505, 'Speak HTTP/1.0, HTTP/1.1 or ICE/1.0');
  const headers = readHeaders(lines);
  if (typeof headers === 'string') return refused(headers === 'too-many' ? 431 : 400, headers === 'too-many' ? 'Too many header fields' : 'Malformed header field');
  return { outcome: 'head', head: { method, target, protocol: known, headers } };
}

function readHeaders(lines: readonly string[]): Map<string, string> | 'too-many' | 'malformed' {
  if (lines.length > MAX_HEADERS) return 'too-many';
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1).trim();
    // A line that begins with a space goes on the one before (obsolete): its empty name is refused here.
    if (!tokenPattern.test(name) || hasControlCharacter(value)) return 'malformed';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function hasControlCharacter(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}
