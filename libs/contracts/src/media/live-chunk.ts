/**
 * A piece of a streamer's bytes on its way from the harbor to the mixer.
 *
 * ```
 * byte  0     version, 1
 *       1     flags: bit 0 this is the end of the session (no bytes follow)
 *       2..3  zero
 *       4..7  number of the chunk, unsigned big-endian, from 0 without holes
 *       8..   at most 65,536 bytes of the stream, as the encoder sent them
 * ```
 */
export interface LiveChunk {
  number: number;
  isEnd: boolean;
  bytes: Uint8Array;
}

/** What the mixer answers. */
export interface LiveAck {
  epoch: number;
  /** Every chunk below was given to the decoder. */
  nextNumber: number;
  /**
   * Every chunk below was heard, with some seconds to spare; never more than `nextNumber`. The others are kept, since
   * another mixer that takes over decodes them once more.
   */
  heardNumber: number;
}

export const MAX_LIVE_CHUNK_BYTES = 65_536;
/** The harbor stops reading the encoder's socket at this many bytes without an acknowledgement. */
export const MAX_UNACKNOWLEDGED_BYTES = 512 * 1024;
/** The harbor keeps at most this much of what was acknowledged and not yet heard: 10 s of Ogg FLAC. */
export const MAX_UNHEARD_BYTES = 2 * 1024 * 1024;
const CHUNK_HEADER_BYTES = 8;
const ACK_BYTES = 16;

/** @throws RangeError when the bytes are too many */
export function encodeLiveChunk(chunk: LiveChunk): Uint8Array {
  if (chunk.bytes.length > MAX_LIVE_CHUNK_BYTES) throw new RangeError(`chunk of ${chunk.bytes.length} bytes`);
  const out = new Uint8Array(CHUNK_HEADER_BYTES + chunk.bytes.length);
  out[0] = 1;
  out[1] = chunk.isEnd ? 1 : 0;
  new DataView(out.buffer).setUint32(4, chunk.number);
  out.set(chunk.bytes, CHUNK_HEADER_BYTES);
  return out;
}

/** Reads a chunk; `undefined` for bytes that are not one. */
export function decodeLiveChunk(bytes: Uint8Array): LiveChunk | undefined {
  if (bytes.length < CHUNK_HEADER_BYTES || bytes[0] !== 1) return undefined;
  if (bytes.length > CHUNK_HEADER_BYTES + MAX_LIVE_CHUNK_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { number: view.getUint32(4), isEnd: (view.getUint8(1) & 1) === 1, bytes: bytes.subarray(CHUNK_HEADER_BYTES) };
}

/** An acknowledgement: version 2, three zero bytes, epoch, next and heard number, all unsigned big-endian. */
export function encodeLiveAck(ack: LiveAck): Uint8Array {
  const out = new Uint8Array(ACK_BYTES);
  const view = new DataView(out.buffer);
  out[0] = 2;
  view.setUint32(4, ack.epoch);
  view.setUint32(8, ack.nextNumber);
  view.setUint32(12, ack.heardNumber);
  return out;
}

/** Reads an acknowledgement; `undefined` for bytes that are not one. */
export function decodeLiveAck(bytes: Uint8Array): LiveAck | undefined {
  const isOld = bytes.length === ACK_BYTES - 4 && bytes[0] === 1;
  if (!isOld && (bytes.length !== ACK_BYTES || bytes[0] !== 2)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A mixer of before, in a rolling upgrade: it took for heard what it had decoded.
  if (isOld) return { epoch: view.getUint32(4), nextNumber: view.getUint32(8), heardNumber: view.getUint32(8) };
  return { epoch: view.getUint32(4), nextNumber: view.getUint32(8), heardNumber: view.getUint32(12) };
}
