/** Line breaks and tabs in all their spellings: between words, so a space takes their place. */
const BREAKS = /[\t-\r\u0085\u2028\u2029]+/gu;
/**
 * What may not reach a log, an event or a page: control characters, halves of surrogate pairs, bidirectional
 * embeddings, overrides and isolates (they reorder the text after them), the byte order mark and noncharacters.
 */
const UNWANTED = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;
/** NFC makes at most this many UTF-16 units of input one code point in real text; bounds the work on huge input. */
const UNITS_PER_CODE_POINT = 8;

/**
 * Text from outside made fit to show: control characters and bidirectional overrides removed, line breaks and tabs
 * turned into a space, Unicode NFC, no space at either end, at most `maxLength` code points. Cleaning twice changes
 * nothing more. It does not escape for HTML or SQL.
 */
export function cleanText(value: string, maxLength: number): string {
  const bounded = value.slice(0, maxLength * UNITS_PER_CODE_POINT);
  const clean = bounded.replace(BREAKS, ' ').replace(UNWANTED, '').normalize('NFC').trim();
  if (clean.length <= maxLength) return clean;
  const points = [...clean];
  return points.length <= maxLength ? clean : points.slice(0, maxLength).join('').trimEnd();
}
