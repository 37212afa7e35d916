import { type IcyMetadata, IcyDeinterleaver } from '@longwave/audio';
import { type IncomingHttpHeaders, type IncomingMessage, get } from 'node:http';
import { waitFor } from '../wait/wait-for';
import { CapturedSound } from './captured-sound';
import { PcmDecoder } from './pcm-decoder';
import { type Sound, lookSamples } from './tone';

/** How to listen. */
export interface ListenOptions {
  /** Ends the capture by itself after this long; else `stop` does. */
  seconds?: number;
  /** `{ 'Icy-MetaData': '1' }` asks for titles; they are taken out of the bytes then. */
  headers?: Record<string, string>;
}

/** Bytes of sound that came together. */
export interface Arrival {
  /** `performance.now()` when they came. */
  at: number;
  /** Bytes captured before these. */
  offset: number;
  bytes: number;
}

/** A title that came in the stream. */
export interface HeardTitle extends IcyMetadata {
  at: number;
}

/** A listener that keeps what it hears. All moments are of `performance.now()`. */
export class Capture {
  readonly startedAt = performance.now();
  readonly arrivals: Arrival[] = [];
  readonly titles: HeardTitle[] = [];
  status = 0;
  headers: IncomingHttpHeaders = {};
  /** When the answer's headers came. */
  answeredAt: number | undefined;
  /** When the other side ended the stream, or the line broke, before `stop`. */
  closedAt: number | undefined;
  /** Why it could not listen, or why the line broke. */
  error: Error | undefined;
  readonly #chunks: Buffer[] = [];
  readonly #request: ReturnType<typeof get>;
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #isStopped = false;
  #size = 0;
  #icy: IcyDeinterleaver | undefined;
  #decoder: PcmDecoder | undefined;
  readonly #heard: { at: number; endFrame: number }[] = [];
  #pcm: Float32Array[] = [];

  constructor(url: string, options: ListenOptions) {
    this.#over = new Promise((resolve) => (this.#end = resolve));
    const timer = options.seconds === undefined ? undefined : setTimeout(() => this.#close(), options.seconds * 1000);
    void this.#over.then(() => clearTimeout(timer));
    this.#request = get(url, { headers: options.headers ?? {}, agent: false }, (response) => this.#answered(response));
    this.#request.on('error', (error) => this.#broken(error));
  }

  #answered(response: IncomingMessage): void {
    this.answeredAt = performance.now();
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    const metaint = Number(response.headers['icy-metaint'] ?? 0);
    if (metaint > 0) this.#icy = new IcyDeinterleaver(metaint);
    response.on('data', (bytes: Buffer) => this.#take(bytes));
    response.on('error', (error) => this.#broken(error));
    response.on('close', () => this.#broken(undefined));
  }

  #broken(error: Error | undefined): void {
    if (!this.#isStopped) {
      this.closedAt ??= performance.now();
      this.error ??= error;
    }
    this.#end();
  }

  #take(raw: Buffer): void {
    const at = performance.now();
    const piece = this.#icy?.push(raw);
    for (const title of piece?.metadata ?? []) this.titles.push({ ...title, at });
    const bytes = piece ? Buffer.from(piece.audio) : raw;
    if (bytes.length === 0) return;
    this.arrivals.push({ at, offset: this.#size, bytes: bytes.length });
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    this.#decoder?.push(bytes);
  }

  #close(): void {
    this.#isStopped = true;
    this.#request.destroy();
    this.#end();
  }

  /** The bytes so far, without title blocks. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get byteCount(): number {
    return this.#size;
  }

  #decode(): PcmDecoder {
    if (this.#decoder) return this.#decoder;
    const format = String(this.headers['content-type']).includes('ogg') ? 'ogg' : 'mp3';
    this.#decoder = new PcmDecoder(format, (pcm, firstFrame) => {
      this.#pcm.push(pcm);
      this.#heard.push({ at: performance.now(), endFrame: firstFrame + pcm.length / 2 });
    });
    for (const chunk of this.#chunks) this.#decoder.push(chunk);
    return this.#decoder;
  }

  /**
   * Waits until something is heard, decoding as it comes.
   *
   * @param from looks only at sound decoded after this moment
   * @returns where it begins in the sound, and when that had come through the decoder
   * @throws Error when it is not heard in time
   */
  async heard(what: Sound, { timeoutMs = 30_000, from = 0 } = {}): Promise<{ seconds: number; at: number }> {
    await waitFor(() => this.#size > 0 || this.closedAt !== undefined, { timeoutMs, what: 'byte of the stream' });
    if (this.#size === 0) throw new Error(`nobody to listen to (status ${this.status})`, { cause: this.error });
    this.#decode();
    let looked = 0;
    return waitFor(() => {
      for (; looked < this.#pcm.length; looked += 1) {
        const place = this.#heard[looked];
        if (place === undefined || place.at < from) continue;
        const hit = this.#lookAt(what, looked);
        if (hit !== undefined) return { seconds: hit, at: place.at };
      }
      return undefined;
    }, { timeoutMs, what: what.name });
  }

  /** Looks at the tenth of a second that a decoded piece ends, and at those within the piece. */
  #lookAt(what: Sound, index: number): number | undefined {
    const end = this.#heard[index]?.endFrame ?? 0;
    let first = index;
    let size = this.#pcm[index]?.length ?? 0;
    while (first > 0 && size < lookSamples + (this.#pcm[index]?.length ?? 0)) size += this.#pcm[--first]?.length ?? 0;
    const recent = Buffer.concat(this.#pcm.slice(first, index + 1).map((pcm) => Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)));
    const pcm = new Float32Array(recent.buffer, recent.byteOffset, recent.length >> 2);
    for (let at = 0; at + lookSamples <= pcm.length; at += lookSamples / 2) {
      if (what.isIn(pcm.subarray(at, at + lookSamples))) return (end - (pcm.length - at) / 2) / 48_000;
    }
    return undefined;
  }

  /** Hangs up and gives the sound. */
  async stop(): Promise<CapturedSound> {
    this.#close();
    return this.sound();
  }

  /** Waits for the end (`seconds`, or the other side) and gives the sound. */
  async done(): Promise<CapturedSound> {
    await this.#over;
    return this.sound();
  }

  /** Hangs up without decoding anything. */
  hangUp(): void {
    this.#close();
    void this.#decoder?.end();
  }

  /** What ffmpeg complained about while decoding; empty for a clean stream. Known after `stop` or `done`. */
  get complaints(): string {
    return this.#decoder?.complaints ?? '';
  }

  private async sound(): Promise<CapturedSound> {
    if (this.#size === 0) throw new Error(`nothing was heard (status ${this.status})`, { cause: this.error });
    return new CapturedSound(await this.#decode().end());
  }
}

/** Listens to a mount as a player would, over plain HTTP, and keeps the bytes with the times they came. */
export function listen(url: string, options: ListenOptions = {}): Capture {
  return new Capture(url, options);
}
