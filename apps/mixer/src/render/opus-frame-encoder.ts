import { CHANNELS, FRAME_SAMPLES, floatToS16, SAMPLE_RATE_HZ } from '@longwave/audio';
import { OpusEncoder } from '@discordjs/opus';

/** Requests of libopus, from opus_defines.h. */
const SET_VBR = 4006;
const SET_COMPLEXITY = 4010;
const SET_VBR_CONSTRAINT = 4020;
const SET_PREDICTION_DISABLED = 4042;

/** Frames of 20 ms to Opus packets: constrained VBR at complexity 10. */
export class OpusFrameEncoder {
  readonly #encoder = new OpusEncoder(SAMPLE_RATE_HZ, CHANNELS);
  readonly #pcm = new Int16Array(FRAME_SAMPLES * CHANNELS);
  /** The same memory as the encoder's binding wants it. */
  readonly #bytes = Buffer.from(this.#pcm.buffer);

  constructor(kbps: number) {
    this.#encoder.applyEncoderCTL(SET_COMPLEXITY, 10);
    this.#encoder.applyEncoderCTL(SET_VBR, 1);
    this.#encoder.applyEncoderCTL(SET_VBR_CONSTRAINT, 1);
    this.setKbps(kbps);
  }

  setKbps(kbps: number): void {
    this.#encoder.setBitrate(kbps * 1000);
  }

  /** One packet of the frame. */
  encode(frame: Float32Array): Buffer {
    floatToS16(frame, this.#pcm);
    return this.#encoder.encode(this.#bytes);
  }

  /**
   * One packet that leans on nothing before it, for the beginning of an epoch and after a hole: a decoder that heard
   * other packets before would else blast (+9 dB, measured).
   */
  encodeClean(frame: Float32Array): Buffer {
    this.#encoder.applyEncoderCTL(SET_PREDICTION_DISABLED, 1);
    const packet = this.encode(frame);
    this.#encoder.applyEncoderCTL(SET_PREDICTION_DISABLED, 0);
    return packet;
  }
}
