import { cleanText } from '../text/clean-text';

/** What a metadata block tells; a field that does not stand in it is null, an empty one ''. */
export interface IcyMetadata {
  title: string | null;
  url: string | null;
}

const MAX_TITLE_CODE_POINTS = 512;
const MAX_URL_CODE_POINTS = 2_000;

/**
 * Reads a block of ICY metadata, its length byte included. Never throws.
 *
 * UTF-8, or Windows-1252 when it is no valid UTF-8, as older stations send. Values are cleaned by cleanText(), titles to
 * 512 code points. null for the empty block ("nothing new"), and for one that is cut off or holds neither field.
 */
export function parseIcyBlock(block: Uint8Array): IcyMetadata | null {
  const length = (block[0] ?? 0) * 16;
  if (length === 0 || block.length < 1 + length) return null;
  const text = decode(block.subarray(1, 1 + length));
  const title = fieldOf(text, 'StreamTitle', MAX_TITLE_CODE_POINTS);
  const url = fieldOf(text, 'StreamUrl', MAX_URL_CODE_POINTS);
  return title === null && url === null ? null : { title, url };
}

function fieldOf(text: string, name: string, maxCodePoints: number): string | null {
  const opening = `${name}='`;
  const from = text.indexOf(opening);
  if (from < 0) return null;
  const begin = from + opening.length;
  const end = text.indexOf("';", begin);
  // Some stations forget the end of the last field.
  const value = end < 0 ? text.slice(begin).replace(/'?\0*$/, '') : text.slice(begin, end);
  return cleanText(value, maxCodePoints);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
