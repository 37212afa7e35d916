/** What a `Range` header asks of a file: all of it, a part (`last` included), or nothing that it has. */
export type RequestedRange = { kind: 'whole' } | { kind: 'part'; first: number; last: number } | { kind: 'unsatisfiable' };

/**
 * Reads a `Range` header (RFC 9110, section 14.2). One range of bytes is served; several, another unit and what is
 * malformed count as no header at all, as the RFC allows.
 *
 * @param size bytes of the file
 */
export function parseRange(header: string | undefined, size: number): RequestedRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec((header ?? '').trim());
  if (match === null) return { kind: 'whole' };
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return { kind: 'whole' };
  if (from === '') return suffix(Number(to), size);
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return { kind: 'whole' };
  return first < size ? { kind: 'part', first, last } : { kind: 'unsatisfiable' };
}

function suffix(length: number, size: number): RequestedRange {
  if (length === 0 || size === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', first: Math.max(0, size - length), last: size - 1 };
}
