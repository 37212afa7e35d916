import type { RelayTarget } from '@longwave/contracts';
import { cleanText } from '@longwave/audio';
import { maskSecret } from './mask-secret';
import { RelayError } from './relay-error';

/** What a target is told of the stream. */
export interface SourceFacts {
  contentType: 'audio/ogg' | 'audio/mpeg';
  name: string;
  description: string;
  genre: string;
  kbps: number;
  /** The station's page. */
  url?: string | undefined;
}

const MAX_TEXT = 300;

function headOf(requestLine: string, { host, port, user, password }: RelayTarget, headers: readonly (readonly [string, string])[]): string {
  const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const credentials = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  const own = [`Host: ${authority}`, `Authorization: Basic ${credentials}`, 'User-Agent: Longwave'];
  return [requestLine, ...own, ...headers.map(([name, value]) => `${name}: ${cleanText(value, MAX_TEXT)}`), '', ''].join('\r\n');
}

/**
 * Asks a target to take a stream: Icecast's source protocol as of 2.4, a PUT whose body never ends and is neither counted
 * nor cut into chunks. The stream is not listed in public directories unless the target's own mount says so.
 */
export function sourceRequest(target: RelayTarget, facts: SourceFacts): string {
  return headOf(`PUT ${target.mount} HTTP/1.1`, target, [
    ['Content-Type', facts.contentType],
    ['Ice-Public', '0'],
    ['Ice-Name', facts.name],
    ['Ice-Description', facts.description],
    ['Ice-Genre', facts.genre],
    ['Ice-Bitrate', String(facts.kbps)],
    ...(facts.url === undefined ? [] : [['Ice-Url', facts.url] as const]),
    ['Expect', '100-continue'],
  ]);
}

/** Tells a target the title of an MP3 stream, which cannot carry one itself. */
export function titleRequest(target: RelayTarget, line: string): string {
  const query = new URLSearchParams({ mode: 'updinfo', mount: target.mount, charset: 'UTF-8', song: line.slice(0, MAX_TEXT) });
  return headOf(`GET /admin/metadata?${query.toString()} HTTP/1.0`, target, [['Connection', 'close']]);
}

const STATUS = /^HTTP\/\d\.\d (\d{3})(?: [^\r\n]*)?\r\n/;
const REASON = /^\S+ \S+ ([^\r\n]*)\r\n/;
const MAX_WORDS = 100;

/**
 * Reads what a target answers to `sourceRequest`. After a refusal its body has the reason, so the end is waited for. A
 * target may tell our own request back: its words are told on without the password.
 *
 * @param isEnd whether nothing more comes
 * @returns `go` when the stream may be sent, undefined while the answer is not complete
 * @throws RelayError for a refusal
 */
export function readSourceAnswer(text: string, isEnd: boolean, target: Pick<RelayTarget, 'user' | 'password'>): 'go' | undefined {
  if (!isEnd && !text.includes('\r\n\r\n')) return undefined;
  const code = STATUS.exec(text)?.[1] ?? '';
  if (code === '100' || code === '200') return 'go';
  if (code === '') throw new RelayError('broken', isEnd && text === '' ? 'the target closed the connection without an answer' : 'the target does not speak HTTP');
  if (code === '401') throw new RelayError('refused-user', 'the target refused user or password (401)');
  if (!isEnd) return undefined;
  const words = wordsOf(text, target);
  // Another edge's connection, or ours of before, that the target has not given up yet: it will soon.
  if (code === '403' && /in use/i.test(text)) throw new RelayError('broken', `the mount is in use at the target (403 ${words})`);
  if (code === '403') throw new RelayError('refused', `the target refused the source (403 ${words})`);
  throw new RelayError(code.startsWith('4') ? 'refused' : 'broken', `the target answered ${code} ${words}`);
}

/** Why a target refuses: its body as plain text, else what stands beside the status. */
function wordsOf(answer: string, target: Pick<RelayTarget, 'user' | 'password'>): string {
  // Before anything is cut off: half a password would not be known again.
  const text = maskSecret(answer, target);
  const head = text.indexOf('\r\n\r\n');
  const body = head < 0 ? '' : text.slice(head + 4).replaceAll(/<[^>]*>/g, ' ');
  const said = cleanText(body, MAX_WORDS).replaceAll(/ +/g, ' ');
  return said === '' ? cleanText(REASON.exec(text)?.[1] ?? '', MAX_WORDS) : said;
}

/**
 * Reads the whole answer to `titleRequest`.
 *
 * @returns whether the title was taken
 */
export function isTitleTaken(answer: string): boolean {
  return STATUS.exec(answer)?.[1] === '200' && !/will not accept|not supported/i.test(answer);
}
