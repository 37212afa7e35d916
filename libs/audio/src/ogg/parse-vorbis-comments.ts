import { startsWithAscii } from '../text/ascii';
import { cleanText } from '../text/clean-text';
import { unpackComments } from './comment-list';
import type { OggCodec } from './detect-ogg-codec';

/** What a comment header tells, cleaned by cleanText(), each at most 512 code points. Empty values are left out. */
export interface VorbisComments {
  title?: string;
  artist?: string;
  album?: string;
  albumArtist?: string;
  genre?: string;
  date?: string;
  /** All readable comments by upper-case name; values of a name that stands several times joined by ", ". */
  fields: ReadonlyMap<string, string>;
}

const MAX_VALUE_CODE_POINTS = 512;
/** A code point has at most 4 bytes; longer values (pictures) are not even decoded. */
const MAX_VALUE_BYTES = 4 * MAX_VALUE_CODE_POINTS;
const MAX_NAME_BYTES = 64;
const MAX_FIELDS = 128;

/** Bytes before the comment list, by codec; Speex has none. */
const PREFIXES: Partial<Record<OggCodec, { magic: string; bytes: number }>> = {
  opus: { magic: 'OpusTags', bytes: 8 },
  vorbis: { magic: '\x03vorbis', bytes: 7 },
  theora: { magic: '\x81theora', bytes: 7 },
  speex: { magic: '', bytes: 0 },
  flac: { magic: '', bytes: 4 },
};

/**
 * Reads the comment header of a logical stream (Vorbis I section 5, RFC 7845 section 5.2, FLAC's VORBIS_COMMENT).
 *
 * Never throws. null when the packet is not the comment header of that codec; one that is cut off gives what came before
 * the cut. Values over 2,048 bytes, names that are not printable ASCII and all after the first 128 names are left out.
 */
export function parseVorbisComments(packet: Uint8Array, codec: OggCodec): VorbisComments | null {
  const prefix = PREFIXES[codec];
  if (prefix === undefined || !startsWithAscii(packet, prefix.magic)) return null;
  if (codec === 'flac' && (packet[0] ?? 0) % 128 !== 4) return null;
  const list = unpackComments(packet.subarray(prefix.bytes));
  if (list === null) return null;
  const fields = new Map<string, string>();
  for (const comment of list.comments) addComment(fields, comment);
  return {
    ...named('title', fields.get('TITLE')),
    ...named('artist', fields.get('ARTIST')),
    ...named('album', fields.get('ALBUM')),
    ...named('albumArtist', fields.get('ALBUMARTIST')),
    ...named('genre', fields.get('GENRE')),
    ...named('date', fields.get('DATE')),
    fields,
  };
}

function addComment(fields: Map<string, string>, comment: Uint8Array): void {
  const equals = comment.subarray(0, MAX_NAME_BYTES + 1).indexOf(0x3d);
  if (equals < 1 || comment.length - equals - 1 > MAX_VALUE_BYTES) return;
  const name = String.fromCharCode(...comment.subarray(0, equals)).toUpperCase();
  if (!/^[ -}]+$/.test(name)) return;
  const value = cleanText(new TextDecoder().decode(comment.subarray(equals + 1)), MAX_VALUE_CODE_POINTS);
  if (value === '') return;
  const before = fields.get(name);
  if (before === undefined && fields.size >= MAX_FIELDS) return;
  fields.set(name, before === undefined ? value : cleanText(`${before}, ${value}`, MAX_VALUE_CODE_POINTS));
}

function named<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
