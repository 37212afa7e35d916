import { startsWithAscii } from '../text/ascii';
import { type FrameHeader, adtsFrameAt, mpegFrameAt } from './frame-headers';

/** Container or coding of a source's bytes. */
export type SourceFormat = 'ogg' | 'mp3' | 'aac' | 'flac' | 'webm' | 'unknown';

/** With this many bytes detectSourceFormat() always decides. */
export const DETECT_MAX_BYTES = 16_384;

/** A frame at the very first byte needs one to follow it; one found further in, where chance is greater, two. */
const FOLLOWERS_AT_START = 1;
const FOLLOWERS_LATER = 2;
const MIN_BYTES = 4;
const EBML_MAGIC = '\x1a\x45\xdf\xa3';

/**
 * Tells what a source sends by its first bytes: the magics of Ogg, FLAC, Matroska/WebM and ID3, or chained frame headers
 * of MPEG audio (any layer: `mp3`) and ADTS (`aac`), also where the source begins in the middle of a frame.
 *
 * @param bytes everything received so far, from the first byte on; more than DETECT_MAX_BYTES changes nothing
 * @param contentTypeHint the source's Content-Type. It only breaks ties: bytes that fit both MPEG audio and ADTS, or an
 *   ID3 tag longer than what is looked at. It is never believed against the bytes.
 * @returns `need-more` while more bytes may still decide
 */
export function detectSourceFormat(bytes: Uint8Array, contentTypeHint = ''): SourceFormat | 'need-more' {
  const head = bytes.subarray(0, DETECT_MAX_BYTES);
  const isAll = bytes.length >= DETECT_MAX_BYTES;
  if (head.length < MIN_BYTES) return 'need-more';
  if (startsWithAscii(head, 'OggS')) return 'ogg';
  if (startsWithAscii(head, 'fLaC')) return 'flac';
  if (startsWithAscii(head, EBML_MAGIC)) return 'webm';
  const isAacHinted = /aac/i.test(contentTypeHint);
  if (startsWithAscii(head, 'ID3')) return behindId3(head, isAll, contentTypeHint, isAacHinted);
  return framesIn(head, isAacHinted) ?? (isAll ? 'unknown' : 'need-more');
}

function behindId3(
  head: Uint8Array,
  isAll: boolean,
  contentTypeHint: string,
  isAacHinted: boolean,
): SourceFormat | 'need-more' {
  const tagBytes = id3Length(head);
  if (tagBytes === null) return isAll ? 'unknown' : 'need-more';
  // A tag with a cover is longer than what we hold back: what carries ID3 is MP3 unless the source says AAC.
  if (tagBytes + MIN_BYTES > DETECT_MAX_BYTES) return isAacHinted ? 'aac' : 'mp3';
  const rest = head.subarray(tagBytes);
  if (rest.length < MIN_BYTES) return 'need-more';
  if (startsWithAscii(rest, 'fLaC')) return 'flac';
  if (startsWithAscii(rest, 'ID3') && isAll) return isAacHinted ? 'aac' : 'mp3';
  if (startsWithAscii(rest, 'ID3')) return behindId3(rest, false, contentTypeHint, isAacHinted);
  return framesIn(rest, isAacHinted) ?? (isAll ? 'unknown' : 'need-more');
}

/** Bytes of an ID3v2 tag with its header and footer; null while its header is not all there or broken. */
function id3Length(head: Uint8Array): number | null {
  const size = head.subarray(6, 10);
  if (size.length < 4 || size.some((byte) => byte > 127)) return null;
  const footerBytes = (head[5] ?? 0) & 0x10 ? 10 : 0;
  return 10 + footerBytes + size.reduce((sum, byte) => sum * 128 + byte, 0);
}

/** The first place where frames follow each other decides; where both kinds do, the hint. */
function framesIn(bytes: Uint8Array, isAacHinted: boolean): SourceFormat | null {
  for (let at = 0; at + MIN_BYTES <= bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const followers = at === 0 ? FOLLOWERS_AT_START : FOLLOWERS_LATER;
    const isMpeg = isChain(bytes, at, followers, mpegFrameAt);
    const isAdts = isChain(bytes, at, followers, adtsFrameAt);
    if (isMpeg && isAdts) return isAacHinted ? 'aac' : 'mp3';
    if (isMpeg) return 'mp3';
    if (isAdts) return 'aac';
  }
  return null;
}

function isChain(
  bytes: Uint8Array,
  from: number,
  followers: number,
  frameAt: (bytes: Uint8Array, at: number) => FrameHeader | null,
): boolean {
  const first = frameAt(bytes, from);
  let frame = first;
  let at = from;
  for (let i = 0; i < followers; i++) {
    if (frame === null || first === null) return false;
    at += frame.bytes;
    frame = frameAt(bytes, at);
    if (frame === null || frame.kind !== first.kind) return false;
  }
  return frame !== null;
}
