import { MAX_HEAD_BYTES, type ParsedHead, parseRequestHead } from './request-head';

export type HeadStep = { outcome: 'need-more' } | (ParsedHead & { rest: Buffer });

const LF = 0x0a;
const CR = 0x0d;

/**
 * Collects the bytes of a connection until its request head is complete. Holds at most `MAX_HEAD_BYTES`, looks at each
 * byte once, and gives back untouched what came after the head.
 */
export class RequestHeadReader {
  readonly #held = Buffer.alloc(MAX_HEAD_BYTES);
  #length = 0;
  /** Where the line that is being read began. */
  #lineStart = 0;

  push(bytes: Uint8Array): HeadStep {
    for (let i = 0; i < bytes.length; i += 1) {
      if (this.#length === MAX_HEAD_BYTES) return { outcome: 'refused', status: 431, reason: 'Request head too large', rest: Buffer.from(bytes.subarray(i)) };
      const byte = bytes[i] ?? 0;
      this.#held[this.#length] = byte;
      this.#length += 1;
      if (byte !== LF) continue;
      const isEmptyLine = this.#lineIsEmpty();
      if (isEmptyLine && this.#lineStart > 0) return { ...this.#parse(), rest: Buffer.from(bytes.subarray(i + 1)) };
      // Empty lines before the request line are passed over (RFC 9112 section 2.2).
      if (isEmptyLine) this.#length = 0;
      this.#lineStart = this.#length;
    }
    return { outcome: 'need-more' };
  }

  /** How many bytes have come. */
  get length(): number {
    return this.#length;
  }

  #lineIsEmpty(): boolean {
    const bytes = this.#length - this.#lineStart;
    return bytes === 1 || (bytes === 2 && this.#held[this.#lineStart] === CR);
  }

  #parse(): ParsedHead {
    return parseRequestHead(this.#held.toString('latin1', 0, this.#lineStart).replace(/\r?\n$/, ''));
  }
}
