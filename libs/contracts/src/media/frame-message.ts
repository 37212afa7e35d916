/**
 * 100 ms of a channel's programme on its way from the mixer to the edges: a 32-byte header and raw Opus packets of 20 ms
 * (960 samples at 48 kHz), no container.
 *
 * ```
 * byte  0      version, 1
 *       1      flags: bit 0 the first packet is coded without prediction (first of an epoch, splice)
 *       2      packet count, 1 to 50
 *       3      how much later than its last sample was due it was sent, in milliseconds; 255 for that or more
 *       4..7   epoch, unsigned big-endian: the revision at which the KV entry `owner.<channel>` was taken
 *       8..23  timeline id, 16 bytes (a UUID)
 *       24..31 first sample of the first packet on the channel's 48 kHz count, unsigned big-endian
 *       32..   packets, each a 2-byte big-endian length and its bytes
 * ```
 */
export interface FrameMessage {
  timelineId: string;
  epoch: number;
  /** On the channel's 48 kHz count; a multiple of 960. */
  firstSample: number;
  /** The first packet can be decoded without what came before it. */
  startsClean: boolean;
  packets: Uint8Array[];
  /**
   * How long its last sample had been due when it was sent, 0 to 255 ms; what was caught up has 255. Left out: 0. Who hears
   * it knows by this what the channel's count is now.
   */
  lagMs?: number;
}

export const MAX_LAG_MS = 255;
export const PACKET_SAMPLES = 960;
export const PACKETS_PER_MESSAGE = 5;
const HEADER_BYTES = 32;
const MAX_PACKETS = 50;
/** RFC 6716: an Opus packet of one frame holds at most 1275 bytes and its TOC. */
const MAX_PACKET_BYTES = 1276;

/** @throws RangeError when the message has no packets, too many, or one that is too long */
export function encodeFrameMessage(message: FrameMessage): Uint8Array {
  const { packets } = message;
  if (packets.length < 1 || packets.length > MAX_PACKETS) throw new RangeError(`packet count ${packets.length}`);
  const bodyBytes = packets.reduce((sum, packet) => sum + 2 + packet.length, 0);
  const out = new Uint8Array(HEADER_BYTES + bodyBytes);
  const view = new DataView(out.buffer);
  out[0] = 1;
  out[1] = message.startsClean ? 1 : 0;
  out[2] = packets.length;
  out[3] = Math.max(0, Math.min(MAX_LAG_MS, Math.round(message.lagMs ?? 0)));
  view.setUint32(4, message.epoch);
  out.set(uuidToBytes(message.timelineId), 8);
  view.setBigUint64(24, BigInt(message.firstSample));
  let offset = HEADER_BYTES;
  for (const packet of packets) {
    if (packet.length < 1 || packet.length > MAX_PACKET_BYTES) throw new RangeError(`packet of ${packet.length} bytes`);
    view.setUint16(offset, packet.length);
    out.set(packet, offset + 2);
    offset += 2 + packet.length;
  }
  return out;
}

/** Reads a message; `undefined` for bytes that are not one. The packets are views into `bytes`. */
export function decodeFrameMessage(bytes: Uint8Array): FrameMessage | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0] !== 1) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint8(2);
  const firstSample = view.getBigUint64(24);
  if (count < 1 || count > MAX_PACKETS || firstSample > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const packets: Uint8Array[] = [];
  let offset = HEADER_BYTES;
  for (let i = 0; i < count; i += 1) {
    if (offset + 2 > bytes.length) return undefined;
    const length = view.getUint16(offset);
    if (length < 1 || length > MAX_PACKET_BYTES || offset + 2 + length > bytes.length) return undefined;
    packets.push(bytes.subarray(offset + 2, offset + 2 + length));
    offset += 2 + length;
  }
  return {
    timelineId: bytesToUuid(bytes.subarray(8, 24)),
    epoch: view.getUint32(4),
    firstSample: Number(firstSample),
    startsClean: (view.getUint8(1) & 1) === 1,
    packets,
    lagMs: view.getUint8(3),
  };
}

/** The sample after the last one of a message. */
export function endSample(message: FrameMessage): number {
  return message.firstSample + message.packets.length * PACKET_SAMPLES;
}

/** Joins messages to the reply of a resend: each with a 4-byte big-endian length before it. */
export function encodeResendReply(messages: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(messages.reduce((sum, message) => sum + 4 + message.length, 0));
  const view = new DataView(out.buffer);
  let offset = 0;
  for (const message of messages) {
    view.setUint32(offset, message.length);
    out.set(message, offset + 4);
    offset += 4 + message.length;
  }
  return out;
}

/** Reads the reply of a resend; what is cut off or malformed is left out. */
export function decodeResendReply(bytes: Uint8Array): FrameMessage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: FrameMessage[] = [];
  for (let offset = 0; offset + 4 <= bytes.length; ) {
    const length = view.getUint32(offset);
    if (offset + 4 + length > bytes.length) break;
    const message = decodeFrameMessage(bytes.subarray(offset + 4, offset + 4 + length));
    if (message) messages.push(message);
    offset += 4 + length;
  }
  return messages;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function uuidToBytes(uuid: string): Uint8Array {
  if (!uuidPattern.test(uuid)) throw new RangeError('the timeline id must be a lower-case UUID');
  const hex = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

function bytesToUuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
