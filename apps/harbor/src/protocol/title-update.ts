import { cleanText } from '@longwave/audio';

/** What `/admin/metadata` asks. */
export interface TitleUpdate {
  mount: string;
  title: string;
}

export type ParsedTitleUpdate = TitleUpdate | { status: number; reason: string };

/** As long as the session's DTO takes. */
export const MAX_TITLE_LENGTH = 300;
const charsets: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8', utf8: 'utf-8', 'iso-8859-1': 'windows-1252', 'iso8859-1': 'windows-1252', latin1: 'windows-1252', 'latin-1': 'windows-1252',
  'windows-1252': 'windows-1252', 'iso-8859-15': 'iso-8859-15', 'windows-1251': 'windows-1251', 'koi8-r': 'koi8-r',
};

/** Joins artist and title as players show them; either may be missing. */
export function joinTitle(artist: string | undefined, title: string | undefined): string {
  return cleanText([artist ?? '', title ?? ''].map((part) => part.trim()).filter((part) => part !== '').join(' - '), MAX_TITLE_LENGTH);
}

/**
 * Reads the query of `/admin/metadata?mode=updinfo&mount=/live&song=…`. `song` wins over `artist` and `title`. Bytes are
 * read in the charset that `charset` names, else as UTF-8, else, when they are none, as Latin-1, which Icecast takes
 * them for. Never throws.
 */
export function parseTitleUpdate(query: string): ParsedTitleUpdate {
  const fields = new Map<string, Buffer>();
  for (const pair of query.split('&').slice(0, 32)) {
    const equals = pair.indexOf('=');
    if (equals > 0) fields.set(percentDecode(pair.slice(0, equals)).toString('latin1').toLowerCase(), percentDecode(pair.slice(equals + 1)));
  }
  const plain = (name: string) => fields.get(name)?.toString('latin1');
  if (plain('mode') !== 'updinfo') return { status: 400, reason: 'mode=updinfo is all there is' };
  const mount = plain('mount');
  if (mount === undefined) return { status: 400, reason: 'mount is missing' };
  const charset = plain('charset');
  const text = (name: string) => decodeText(fields.get(name), charset);
  const song = text('song');
  if (song === undefined && text('title') === undefined) return { status: 400, reason: 'song is missing' };
  return { mount, title: song === undefined ? joinTitle(text('artist'), text('title')) : cleanText(song, MAX_TITLE_LENGTH) };
}

/** Percent-decoding that leaves malformed escapes as they are. */
function percentDecode(text: string): Buffer {
  const bytes = Buffer.alloc(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const hex = text.slice(i + 1, i + 3);
    if (text[i] === '%' && /^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes[length] = parseInt(hex, 16);
      i += 2;
    } else bytes[length] = text[i] === '+' ? 0x20 : text.charCodeAt(i);
    length += 1;
  }
  return bytes.subarray(0, length);
}

function decodeText(bytes: Buffer | undefined, charset: string | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const named = charsets[charset?.toLowerCase() ?? ''];
  if (named !== undefined && named !== 'utf-8') return new TextDecoder(named).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
