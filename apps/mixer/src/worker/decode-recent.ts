import { CHANNELS, SAMPLE_RATE_HZ } from '@longwave/audio';
import { OpusEncoder } from '@discordjs/opus';

/** A decoder that begins in the middle needs this many packets to find into the sound. */
const WARM_UP_PACKETS = 10;
const LONGEST_FRAMES = SAMPLE_RATE_HZ;

/**
 * What Opus packets in a row sound like, interleaved stereo: at most their last second, without the beginning, which a
 * decoder does not get right. Empty for what cannot be decoded.
 */
export function decodeRecent(packets: readonly Uint8Array[]): Float32Array {
  const decoder = new OpusEncoder(SAMPLE_RATE_HZ, CHANNELS);
  try {
    const decoded = packets.map((packet) => decoder.decode(Buffer.from(packet)));
    const bytes = Buffer.concat(decoded.slice(WARM_UP_PACKETS)).subarray(-LONGEST_FRAMES * CHANNELS * 2);
    return Float32Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(i * 2) / 32_768);
  } catch {
    // No packets of ours: the streamer goes on without his place being known.
    return new Float32Array();
  }
}
