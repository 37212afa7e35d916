import { CHANNELS, OPUS_PRE_SKIP, SAMPLE_RATE_HZ } from '../constants';
import { packComments, unpackComments } from '../ogg/comment-list';
import { asciiBytes, startsWithAscii } from '../text/ascii';

/** The identification header of an Opus stream (RFC 7845 section 5.1). */
export interface OpusHead {
  /** 1 to 255; what opusHead() writes knows 1 and 2. */
  channels: number;
  /** Samples at 48 kHz that a decoder drops at the start. */
  preSkip: number;
  /** Rate of the sound before it was encoded, for information only. 0 is unknown. */
  inputSampleRateHz: number;
  /** Output gain as it stands in the header: 1/256 dB steps, signed 16 bit. */
  gain: number;
}

const HEAD_MAGIC = asciiBytes('OpusHead');
const TAGS_MAGIC = asciiBytes('OpusTags');
const HEAD_BYTES = 19;

/**
 * Makes an identification header of channel mapping family 0; by default stereo, 80 ms pre-skip, 48 kHz, no gain.
 *
 * @throws RangeError for a field that does not fit
 */
export function opusHead(fields: Partial<OpusHead> = {}): Uint8Array {
  const { channels = CHANNELS, preSkip = OPUS_PRE_SKIP, inputSampleRateHz = SAMPLE_RATE_HZ, gain = 0 } = fields;
  if (channels !== 1 && channels !== 2) throw new RangeError('mapping family 0 has one or two channels');
  if (!isIntegerWithin(preSkip, 0, 0xffff)) throw new RangeError('preSkip is an unsigned 16-bit number');
  if (!isIntegerWithin(inputSampleRateHz, 0, 0xffffffff)) throw new RangeError('inputSampleRateHz is 32-bit');
  if (!isIntegerWithin(gain, -0x8000, 0x7fff)) throw new RangeError('gain is a signed 16-bit number');
  const packet = new Uint8Array(HEAD_BYTES);
  const view = new DataView(packet.buffer);
  packet.set(HEAD_MAGIC);
  view.setUint8(8, 1);
  view.setUint8(9, channels);
  view.setUint16(10, preSkip, true);
  view.setUint32(12, inputSampleRateHz, true);
  view.setInt16(16, gain, true);
  return packet;
}

/** Reads an identification header of any mapping family; null when the packet is none of a version we understand. */
export function parseOpusHead(packet: Uint8Array): OpusHead | null {
  if (packet.length < HEAD_BYTES || !startsWithAscii(packet, 'OpusHead')) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  // The upper four bits are the major version; minor ones must stay readable (RFC 7845 section 5.1).
  if (view.getUint8(8) >> 4 !== 0 || view.getUint8(9) === 0) return null;
  return {
    channels: view.getUint8(9),
    preSkip: view.getUint16(10, true),
    inputSampleRateHz: view.getUint32(12, true),
    gain: view.getInt16(16, true),
  };
}

/** The comment header of an Opus stream (RFC 7845 section 5.2): the encoder's name and `NAME=value` comments. */
export interface OpusTags {
  vendor: string;
  comments: string[];
}

/** Makes a comment header. Comments are written as they are, `NAME=value` each. */
export function opusTags(vendor: string, comments: readonly string[] = []): Uint8Array {
  const list = packComments(vendor, comments);
  const packet = new Uint8Array(TAGS_MAGIC.length + list.length);
  packet.set(TAGS_MAGIC);
  packet.set(list, TAGS_MAGIC.length);
  return packet;
}

/**
 * Reads a comment header as it stands; null when the packet is none. A list that is cut off gives the comments before
 * the cut, and at most 1,024 of them. For titles to show to people use parseVorbisComments().
 */
export function parseOpusTags(packet: Uint8Array): OpusTags | null {
  if (!startsWithAscii(packet, 'OpusTags')) return null;
  const list = unpackComments(packet.subarray(TAGS_MAGIC.length));
  if (list === null) return null;
  const decoder = new TextDecoder();
  return { vendor: decoder.decode(list.vendor), comments: list.comments.map((bytes) => decoder.decode(bytes)) };
}

function isIntegerWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
