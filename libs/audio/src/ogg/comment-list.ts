import { concatBytes } from '../text/concat-bytes';

/** More comments than this are nobody's titles; the rest is left unread. */
const MAX_COMMENTS = 1_024;

/** Packs vendor and comments as Vorbis, Opus and FLAC have them: little-endian lengths, UTF-8, no framing bit. */
export function packComments(vendor: string, comments: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const withLength = (text: string): Uint8Array[] => {
    const bytes = encoder.encode(text);
    return [uint32(bytes.length), bytes];
  };
  return concatBytes([...withLength(vendor), uint32(comments.length), ...comments.flatMap(withLength)]);
}

/**
 * Unpacks a comment list without copying. null when not even the vendor is whole; a list cut off later gives what came
 * before the cut. Lengths are believed only as far as there are bytes.
 */
export function unpackComments(list: Uint8Array): { vendor: Uint8Array; comments: Uint8Array[] } | null {
  const vendor = lengthPrefixed(list, 0);
  if (vendor === null) return null;
  const comments: Uint8Array[] = [];
  let at = 4 + vendor.length;
  const count = Math.min(readUint32(list, at) ?? 0, MAX_COMMENTS);
  at += 4;
  while (comments.length < count) {
    const comment = lengthPrefixed(list, at);
    if (comment === null) break;
    comments.push(comment);
    at += 4 + comment.length;
  }
  return { vendor, comments };
}

function lengthPrefixed(list: Uint8Array, at: number): Uint8Array | null {
  const length = readUint32(list, at);
  if (length === null || at + 4 + length > list.length) return null;
  return list.subarray(at + 4, at + 4 + length);
}

function readUint32(bytes: Uint8Array, at: number): number | null {
  if (at + 4 > bytes.length) return null;
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
