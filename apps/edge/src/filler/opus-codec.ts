import { OpusEncoder } from '@discordjs/opus';
import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@longwave/audio';

/** PCM values in one packet, both channels. */
export const PACKET_VALUES = FRAME_SAMPLES * CHANNELS;

const COMPLEXITY_CTL = 4010;
const PREDICTION_DISABLED_CTL = 4042;

/** One Opus encoder and decoder of packets of 20 ms; PCM is Float32, stereo interleaved, in [-1, 1]. */
export class OpusCodec {
  readonly #opus = new OpusEncoder(SAMPLE_RATE_HZ, CHANNELS);

  constructor(bitsPerSecond: number) {
    this.#opus.setBitrate(bitsPerSecond);
    this.#opus.applyEncoderCTL(COMPLEXITY_CTL, 10);
  }

  encode(pcm: Float32Array): Uint8Array {
    const values = new Int16Array(pcm.length);
    for (let i = 0; i < pcm.length; i++) values[i] = Math.round(Math.max(-1, Math.min(1, pcm[i] ?? 0)) * 32_767);
    return this.#opus.encode(Buffer.from(values.buffer));
  }

  /** A packet that can be decoded without those before it; the encoder should have heard what lies before. */
  encodeClean(pcm: Float32Array): Uint8Array {
    this.#opus.applyEncoderCTL(PREDICTION_DISABLED_CTL, 1);
    const packet = this.encode(pcm);
    this.#opus.applyEncoderCTL(PREDICTION_DISABLED_CTL, 0);
    return packet;
  }

  /** @throws Error for bytes that are no Opus packet */
  decode(packet: Uint8Array): Float32Array {
    const values = this.#opus.decode(Buffer.from(packet));
    return Float32Array.from({ length: values.length >> 1 }, (_, i) => values.readInt16LE(i * 2) / 32_768);
  }
}
