import { cleanText } from '../text/clean-text';

/** A block says its length in one byte, counted in sixteens. */
const UNIT_BYTES = 16;
const MAX_TEXT_BYTES = 255 * UNIT_BYTES;
const MAX_TITLE_CODE_POINTS = MAX_TEXT_BYTES;
const MAX_URL_BYTES = 2_000;

/** The block that says "nothing new". */
export const ICY_EMPTY_BLOCK: Uint8Array = Uint8Array.of(0);

/**
 * Makes a block of ICY metadata: `StreamTitle='…';`, with `StreamUrl='…';` when there is one, in UTF-8, padded with
 * zeros, after one byte for its length.
 *
 * The title is cleaned by cleanText() and cut on a character's border where the block would pass 4,080 bytes. ICY has no
 * escapes and players look for `';` as the end, so an apostrophe before a semicolon becomes a typographic one; all other
 * apostrophes stay. An URL that does not fit or holds anything but printable ASCII is left out; its apostrophes become %27.
 */
export function icyMetadataBlock(title: string, url?: string): Uint8Array {
  const encoder = new TextEncoder();
  const urlBytes = encoder.encode(urlField(url));
  const frameBytes = "StreamTitle='';".length;
  const safeTitle = cleanText(title, MAX_TITLE_CODE_POINTS).replace(/'(?=;)/g, '’');
  const titleBytes = cutUtf8(encoder.encode(safeTitle), MAX_TEXT_BYTES - frameBytes - urlBytes.length);
  const units = Math.ceil((frameBytes + titleBytes.length + urlBytes.length) / UNIT_BYTES);
  const block = new Uint8Array(1 + units * UNIT_BYTES);
  block[0] = units;
  let at = 1;
  for (const part of [encoder.encode("StreamTitle='"), titleBytes, encoder.encode("';"), urlBytes]) {
    block.set(part, at);
    at += part.length;
  }
  return block;
}

function urlField(url: string | undefined): string {
  if (url === undefined || !/^[!-~]+$/.test(url)) return '';
  const safe = url.replaceAll("'", '%27');
  return safe.length > MAX_URL_BYTES ? '' : `StreamUrl='${safe}';`;
}

/** At most `maxBytes`, never ending inside a character (continuation bytes are 10xxxxxx). */
function cutUtf8(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length <= maxBytes) return bytes;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
