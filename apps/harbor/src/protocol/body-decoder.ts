import type { RequestHead } from './request-head';

/** What a piece of a body held. */
export interface BodyStep {
  /** The stream's bytes, views into the piece. */
  bytes: Uint8Array[];
  state: 'more' | 'complete' | 'malformed';
}

/** Takes the transfer coding off a request's body. */
export interface BodyDecoder {
  push(bytes: Uint8Array): BodyStep;
}

export type BodyPlan = { decoder: BodyDecoder } | { status: number; reason: string };

/**
 * Chooses how a source's body is read: chunked, as many bytes as announced, or all until the line closes, which is what
 * most encoders mean.
 */
export function planBody(head: RequestHead): BodyPlan {
  const coding = head.headers.get('transfer-encoding')?.toLowerCase();
  const length = head.headers.get('content-length');
  if (coding !== undefined && coding !== 'identity' && coding !== 'chunked') return { status: 501, reason: 'Unknown transfer coding' };
  if (coding === 'chunked') {
    // Both at once is how requests are smuggled (RFC 9112 section 6.1).
    return length === undefined ? { decoder: new ChunkedBody() } : { status: 400, reason: 'Content-Length beside chunked coding' };
  }
  // SOURCE is older than its body having a length; encoders announce nonsense there.
  if (length === undefined || head.method === 'SOURCE') return { decoder: new RawBody() };
  if (!/^\d{1,15}$/.test(length)) return { status: 400, reason: 'Malformed Content-Length' };
  return { decoder: new SizedBody(Number(length)) };
}

/** Everything until the line closes. */
export class RawBody implements BodyDecoder {
  push(bytes: Uint8Array): BodyStep {
    return { bytes: bytes.length > 0 ? [bytes] : [], state: 'more' };
  }
}

/** As many bytes as the request announced; what follows is left out. */
export class SizedBody implements BodyDecoder {
  constructor(private left: number) {}

  push(bytes: Uint8Array): BodyStep {
    const taken = bytes.subarray(0, this.left);
    this.left -= taken.length;
    return { bytes: taken.length > 0 ? [taken] : [], state: this.left === 0 ? 'complete' : 'more' };
  }
}

const LF = 0x0a;
const MAX_SIZE_LINE = 256;
const MAX_TRAILER_BYTES = 4_096;
const sizePattern = /^([0-9a-f]{1,8})[ \t]*(;[^\r\n]*)?\r?$/i;

/**
 * Chunked coding (RFC 9112 section 7.1). Chunk extensions and trailers are read and ignored, within bounds. Never throws;
 * once malformed or complete it stays so.
 */
export class ChunkedBody implements BodyDecoder {
  #part: 'size' | 'data' | 'data-end' | 'trailer' | 'complete' | 'malformed' = 'size';
  #line = '';
  #left = 0;
  #trailerBytes = 0;

  push(piece: Uint8Array): BodyStep {
    const bytes: Uint8Array[] = [];
    let at = 0;
    while (at < piece.length && this.#part !== 'complete' && this.#part !== 'malformed') {
      if (this.#part === 'data') {
        const data = piece.subarray(at, at + this.#left);
        bytes.push(data);
        at += data.length;
        this.#left -= data.length;
        if (this.#left === 0) this.#part = 'data-end';
      } else {
        this.#takeLineByte(piece[at] ?? 0);
        at += 1;
      }
    }
    return { bytes, state: this.#part === 'complete' || this.#part === 'malformed' ? this.#part : 'more' };
  }

  #takeLineByte(byte: number): void {
    if (byte !== LF) {
      this.#line += String.fromCharCode(byte);
      if (this.#line.length > MAX_SIZE_LINE && this.#part !== 'trailer') this.#part = 'malformed';
      if (this.#part === 'trailer' && (this.#trailerBytes += 1) > MAX_TRAILER_BYTES) this.#part = 'malformed';
      return;
    }
    const line = this.#line;
    this.#line = '';
    if (this.#part === 'size') this.#takeSize(line);
    else if (this.#part === 'data-end') this.#part = line === '' || line === '\r' ? 'size' : 'malformed';
    else if (line === '' || line === '\r') this.#part = 'complete';
  }

  #takeSize(line: string): void {
    const digits = sizePattern.exec(line)?.[1];
    if (digits === undefined) {
      this.#part = 'malformed';
      return;
    }
    this.#left = parseInt(digits, 16);
    this.#part = this.#left === 0 ? 'trailer' : 'data';
  }
}
