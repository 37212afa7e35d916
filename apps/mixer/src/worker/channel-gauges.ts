/**
 * A few numbers of a channel in memory that both threads see, so that whoever asks for them need not wait for the
 * thread that renders. Doubles, each written by the worker alone; a reader may see two that are 20 ms apart.
 */
export class ChannelGauges {
  static readonly BYTES = 9 * Float64Array.BYTES_PER_ELEMENT;
  readonly buffer: SharedArrayBuffer;
  readonly #values: Float64Array;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(ChannelGauges.BYTES);
    this.#values = new Float64Array(this.buffer);
    if (!buffer) this.demotedLiveRmsDb = Number.NaN;
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

  /** How long that has been under the channel's threshold though no silence was asked for, ms. */
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

  /** RMS of what is on the air, before fades and limiter, dBFS. */
  get tierRmsDb(): number {
    return this.#at(4);
  }
  set tierRmsDb(value: number) {
    this.#values[4] = value;
  }

  /** RMS of a streamer who is off the air for his silence, dBFS; not a number when there is none. */
  get demotedLiveRmsDb(): number {
    return this.#at(5);
  }
  set demotedLiveRmsDb(value: number) {
    this.#values[5] = value;
  }

  /** Frames whose time has come since start, rendered or missed. */
  get dueFrames(): number {
    return this.#at(6);
  }
  set dueFrames(value: number) {
    this.#values[6] = value;
  }

  /** Frames that were never rendered, because the time that had gone by was too long to catch up. */
  get missedFrames(): number {
    return this.#at(7);
  }
  set missedFrames(value: number) {
    this.#values[7] = value;
  }

  /** Frames that were sent again to those who asked. */
  get resentFrames(): number {
    return this.#at(8);
  }
  set resentFrames(value: number) {
    this.#values[8] = value;
  }

  #at(index: number): number {
    return this.#values[index] ?? 0;
  }
}
