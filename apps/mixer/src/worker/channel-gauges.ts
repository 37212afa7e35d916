/**
 * A few numbers of a channel in memory that both threads see, so that whoever asks for them need not wait for the
 * thread that renders. Doubles, each written by the worker alone; a reader may see two that are 20 ms apart.
 */
export class ChannelGauges {
  static readonly BYTES = 5 * Float64Array.BYTES_PER_ELEMENT;
  readonly buffer: SharedArrayBuffer;
  readonly #values: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(ChannelGauges.BYTES)) {
    this.buffer = buffer;
    this.#values = new Float64Array(buffer);
  }

  /** The sample after the last one published; 0 before the first. */
  get nextSample(): number {
    return this.#at(0);
  }
  set nextSample(value: number) {
    this.#values[0] = value;
  }

  /** RMS of the last second that went into the encoder, dBFS; −200 for digital silence. */
  get rmsDb(): number {
    return this.#at(1);
  }
  set rmsDb(value: number) {
    this.#values[1] = value;
  }

  /** How long that has been under −60 dBFS, ms. */
  get silentForMs(): number {
    return this.#at(2);
  }
  set silentForMs(value: number) {
    this.#values[2] = value;
  }

  /** Frames rendered late since start. */
  get lateFrames(): number {
    return this.#at(3);
  }
  set lateFrames(value: number) {
    this.#values[3] = value;
  }

  #at(index: number): number {
    return this.#values[index] ?? 0;
  }
}
