const LENGTH = /\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n/i;
const CHUNKED = /\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n/i;
const LAST_CHUNK = '\r\n0\r\n\r\n';

/**
 * Whether an HTTP answer is over by what its head says of its body: its length in bytes, or chunks of which the last has
 * come. Without either it is over when the line is, which cannot be seen here.
 */
export function isWholeAnswer(answer: Buffer): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = answer.toString('latin1', 0, end + 2);
  const body = end + 4;
  // Chunks go before a length, RFC 9112, 6.3. The end of the head may be that before the last chunk.
  if (CHUNKED.test(head)) return answer.subarray(body - 2).includes(LAST_CHUNK);
  const length = LENGTH.exec(head)?.[1];
  return length !== undefined && answer.length >= body + Number(length);
}
