import { FRAME_SAMPLES } from '../constants';

/** What was handed over as an Opus packet is none. */
export class MalformedOpusError extends Error {
  override readonly name = 'MalformedOpusError';
}

/**
 * One byte that is a whole Opus packet: CELT, full band, stereo, 20 ms, with an empty frame. Decoders conceal it like a
 * lost packet (RFC 6716 section 3.1 and 3.2.1), so it fills time without an encoder. Shared: do not write to it.
 */
export const FILLER_PACKET: Uint8Array = Uint8Array.of(0xfc);

const MAX_PACKET_SAMPLES = 6 * FRAME_SAMPLES; // 120 ms
const MAX_FRAME_BYTES = 1_275;
const SILK_FRAME_SAMPLES = [480, 960, 1_920, 2_880] as const;

/**
 * Length of an Opus packet in samples at 48 kHz, told by its first bytes.
 *
 * Checks the framing rules R1–R7 of RFC 6716 section 3.4, nothing of the coded sound itself.
 *
 * @throws MalformedOpusError for a packet that breaks them, among others an empty one or one over 120 ms
 */
export function opusPacketSamples(packet: Uint8Array): number {
  const toc = packet[0];
  if (toc === undefined) throw new MalformedOpusError('an empty packet');
  const frames = checkedFrameCount(packet, toc & 3);
  const samples = frames * frameSamples(toc >> 3);
  if (samples > MAX_PACKET_SAMPLES) throw new MalformedOpusError('longer than 120 ms');
  return samples;
}

function frameSamples(configuration: number): number {
  if (configuration >= 16) return 120 << (configuration & 3);
  if (configuration >= 12) return configuration & 1 ? 960 : 480;
  return SILK_FRAME_SAMPLES[(configuration & 3) as 0 | 1 | 2 | 3];
}

function checkedFrameCount(packet: Uint8Array, code: number): number {
  const payloadBytes = packet.length - 1;
  if (code === 0) {
    assertFrameBytes(payloadBytes);
    return 1;
  }
  if (code === 1) {
    if (payloadBytes % 2 !== 0) throw new MalformedOpusError('two equal frames in an odd number of bytes');
    assertFrameBytes(payloadBytes / 2);
    return 2;
  }
  if (code === 2) {
    const first = frameLengthAt(packet, 1);
    assertFrameBytes(first.bytes);
    assertFrameBytes(payloadBytes - first.coded - first.bytes);
    return 2;
  }
  return checkedManyFrames(packet);
}

/** Code 3: a count byte, optional padding, then frames of one size or with a length each (RFC 6716 section 3.2.5). */
function checkedManyFrames(packet: Uint8Array): number {
  const head = packet[1];
  if (head === undefined) throw new MalformedOpusError('the frame count is missing');
  const count = head & 0x3f;
  if (count === 0 || count > 48) throw new MalformedOpusError(`${count} frames in a packet`);
  let at = 2;
  let paddingBytes = 0;
  if (head & 0x40) {
    let size: number | undefined;
    do {
      size = packet[at++];
      if (size === undefined) throw new MalformedOpusError('cut off in its padding');
      paddingBytes += size === 255 ? 254 : size;
    } while (size === 255);
  }
  if (head & 0x80) return checkedVariableFrames(packet, at, count, paddingBytes);
  const framesBytes = packet.length - at - paddingBytes;
  if (framesBytes % count !== 0) throw new MalformedOpusError(`${framesBytes} bytes for ${count} equal frames`);
  assertFrameBytes(framesBytes / count);
  return count;
}

function checkedVariableFrames(packet: Uint8Array, from: number, count: number, paddingBytes: number): number {
  let at = from;
  let framesBytes = 0;
  for (let i = 0; i < count - 1; i++) {
    const length = frameLengthAt(packet, at);
    at += length.coded;
    framesBytes += length.bytes;
  }
  assertFrameBytes(packet.length - at - framesBytes - paddingBytes);
  return count;
}

function frameLengthAt(packet: Uint8Array, at: number): { coded: number; bytes: number } {
  const first = packet[at];
  if (first === undefined) throw new MalformedOpusError('cut off in a frame length');
  if (first < 252) return { coded: 1, bytes: first };
  const second = packet[at + 1];
  if (second === undefined) throw new MalformedOpusError('cut off in a frame length');
  return { coded: 2, bytes: second * 4 + first };
}

function assertFrameBytes(bytes: number): void {
  if (bytes < 0) throw new MalformedOpusError('shorter than its frames');
  if (bytes > MAX_FRAME_BYTES) throw new MalformedOpusError(`a frame of ${bytes} bytes`);
}
