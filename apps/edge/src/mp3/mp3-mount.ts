import type { EndlessStream } from '../mux/endless-stream';
import { PageRing } from '../mux/page-ring';
import { KEEP_SAMPLES, type SharedStream } from '../mux/shared-stream';
import { OPUS_PRE_SKIP } from '@longwave/audio';
import type { Mp3Encoder, Mp3EncoderOptions } from './mp3-encoder';
import { MP3_FRAME_SAMPLES, nearestMp3Kbps } from './mp3-framer';

export interface Mp3MountOptions {
  source: EndlessStream;
  kbps: number;
  startEncoder: (options: Mp3EncoderOptions) => Mp3Encoder;
  onEncoderDeath: (reason: string) => void;
}

/** The encoder goes on this long after the last listener, who may be back soon. */
const LINGER_MS = 30_000;
const RESTART_AFTER_MS = 500;
/** An encoder that is fed and says nothing hangs. */
const MAX_MUTE_MS = 5_000;
/** What it is fed first: a listener's burst, and the sound that the decoder drops at its start. */
const FIRST_BURST_SECONDS = 4.2;
/** LAME's delay and the decoder's: sample n of a decoded frame was sample n − 1105 of what went in. */
const CODEC_DELAY_SAMPLES = 1_105;
/** About 100 ms, as the pages of the other mounts have. At 48 kHz all frames of a bit rate are of one length. */
const PIECE_FRAMES = 4;
const NOTHING = new Uint8Array();

/**
 * The channel as MP3: one encoder for everybody, begun for the first listener and ended some time after the last. It is
 * itself a listener of the endless Ogg stream.
 */
export class Mp3Mount implements SharedStream {
  readonly #ring = new PageRing(KEEP_SAMPLES);
  #encoder: Mp3Encoder | undefined;
  #kbps: number;
  #listeners = 0;
  #emptySinceMs = 0;
  #nowMs = 0;
  #restartAtMs = 0;
  #fedMs = 0;
  #heardMs = 0;
  /** Next page of the source for the encoder. */
  #cursor = 0;
  /** Place of the next frame's first sample on the channel's count; undefined while nothing was encoded. */
  #nextPosition: number | undefined;

  constructor(private readonly options: Mp3MountOptions) {
    this.#kbps = nearestMp3Kbps(options.kbps);
  }

  get isEncoding(): boolean {
    return this.#encoder !== undefined;
  }

  get kbps(): number {
    return this.#kbps;
  }

  /** A listener came. */
  acquire(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#listeners += 1;
    if (!this.#encoder && nowMs >= this.#restartAtMs) this.#start(nowMs);
  }

  /** A listener left. */
  release(nowMs: number): void {
    this.#listeners -= 1;
    this.#emptySinceMs = nowMs;
  }

  /** Another bit rate: listeners hear the new one after a moment, on the same socket. */
  setKbps(kbps: number): void {
    const nearest = nearestMp3Kbps(kbps);
    if (nearest === this.#kbps) return;
    this.#kbps = nearest;
    this.#stop();
  }

  /** Feeds the encoder, and starts or stops it; to be called every 100 ms. */
  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#listeners === 0 && nowMs - this.#emptySinceMs > LINGER_MS) return this.#rest();
    if (!this.#encoder) {
      if (this.#listeners > 0 && nowMs >= this.#restartAtMs) this.#start(nowMs);
      return;
    }
    if (this.#cursor < this.options.source.endIndex) {
      if (this.#fedMs <= this.#heardMs) this.#fedMs = nowMs;
      this.#feed();
    }
    if (this.#fedMs > this.#heardMs && nowMs - this.#fedMs > MAX_MUTE_MS) this.#die('it is fed and says nothing', nowMs);
  }

  close(): void {
    this.#stop();
  }

  get endIndex(): number {
    return this.#ring.endIndex;
  }

  get bytesPerSecond(): number {
    return this.#ring.bytesPerSecond;
  }

  join(burstSeconds: number): number {
    return this.#ring.indexBack(burstSeconds * 48_000);
  }

  prefixAt(): Uint8Array {
    return NOTHING;
  }

  bytesFrom(index: number): Buffer {
    return this.#ring.bytesFrom(index);
  }

  positionAt(index: number): number | undefined {
    return this.#ring.at(Math.max(index, this.#ring.firstIndex))?.position ?? this.#nextPosition;
  }

  #start(nowMs: number): void {
    const { source } = this.options;
    this.#cursor = this.#whereToGoOn();
    // Nothing was ever heard on this channel: the next tick looks again.
    if (this.#cursor >= source.endIndex) return;
    const firstPosition = source.positionAt(this.#cursor);
    this.#nextPosition = firstPosition + OPUS_PRE_SKIP - CODEC_DELAY_SAMPLES;
    this.#heardMs = nowMs;
    this.#fedMs = nowMs;
    // Known to its own callbacks only once it is started; what they told before would be of no use.
    let encoder: Mp3Encoder | undefined = undefined;
    const isCurrent = (): boolean => encoder !== undefined && this.#encoder === encoder;
    encoder = this.options.startEncoder({
      kbps: this.#kbps,
      onFrames: (bytes, frames) => {
        if (!isCurrent()) return;
        this.#heardMs = this.#fedMs;
        this.#take(bytes, frames);
      },
      onDeath: (reason) => {
        if (isCurrent()) this.#die(reason, this.#nowMs);
      },
    });
    this.#encoder = encoder;
    encoder.write(source.prefixAt(this.#cursor));
    this.#feed();
  }

  /** After a break listeners go on where they were; a first listener gets a burst. */
  #whereToGoOn(): number {
    const { source } = this.options;
    const burst = source.join(FIRST_BURST_SECONDS);
    if (this.#nextPosition === undefined || this.#ring.endIndex === this.#ring.firstIndex) return burst;
    let index = source.endIndex;
    while (index > burst && source.positionAt(index - 1) + OPUS_PRE_SKIP >= this.#nextPosition) index -= 1;
    return index;
  }

  #feed(): void {
    const { source } = this.options;
    this.#encoder?.write(source.bytesFrom(this.#cursor));
    this.#cursor = source.endIndex;
  }

  #take(bytes: Buffer, frames: number): void {
    const frameBytes = bytes.length / frames;
    for (let from = 0; from < frames; from += PIECE_FRAMES) {
      const count = Math.min(PIECE_FRAMES, frames - from);
      const position = this.#nextPosition ?? 0;
      const endPosition = position + count * MP3_FRAME_SAMPLES;
      this.#ring.push({ bytes: bytes.subarray(from * frameBytes, (from + count) * frameBytes), position, endPosition });
      this.#nextPosition = endPosition;
    }
  }

  #die(reason: string, nowMs: number): void {
    this.#stop();
    this.#restartAtMs = nowMs + RESTART_AFTER_MS;
    this.options.onEncoderDeath(reason);
  }

  #rest(): void {
    if (!this.#encoder && this.#nextPosition === undefined) return;
    this.#stop();
    // What is left would be minutes old for the next listener.
    this.#ring.clear();
    this.#nextPosition = undefined;
  }

  #stop(): void {
    const encoder = this.#encoder;
    this.#encoder = undefined;
    encoder?.stop();
  }
}
