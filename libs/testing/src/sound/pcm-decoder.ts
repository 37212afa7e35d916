import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Container as ffmpeg names it, for streams that are decoded while they come. */
export type StreamFormat = 'ogg' | 'mp3' | 'hls';

/**
 * Decodes what is pushed with ffmpeg while it comes: 32-bit float, 48 kHz, stereo interleaved. Gaps in the time stamps
 * are not filled.
 */
export class PcmDecoder {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #chunks: Buffer[] = [];
  readonly #closed: Promise<void>;
  #rest: Buffer = Buffer.alloc(0);
  #said = '';
  /** Frames decoded so far. */
  frames = 0;

  /** @param onPcm sees what was decoded, as it comes */
  constructor(format?: StreamFormat, private readonly onPcm: (pcm: Float32Array, firstFrame: number) => void = () => undefined) {
    const live = format === undefined ? [] : ['-fflags', 'nobuffer', '-probesize', '4096', '-analyzeduration', '0', '-f', format];
    this.#child = spawn('ffmpeg', ['-v', 'error', ...live, '-i', 'pipe:0', '-map', '0:a:0', '-f', 'f32le', '-ac', '2', '-ar', '48000', 'pipe:1']);
    this.#child.stdin.on('error', (error) => (this.#said += error.message));
    this.#child.stderr.on('data', (text: Buffer) => (this.#said = (this.#said + text.toString('utf8')).slice(-4000)));
    this.#child.stdout.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#closed = new Promise((resolve) => this.#child.on('close', () => resolve()));
  }

  #take(bytes: Buffer): void {
    const all = Buffer.concat([this.#rest, bytes]);
    const whole = all.length - (all.length % 8);
    this.#rest = all.subarray(whole);
    const piece = Buffer.from(all.subarray(0, whole));
    if (piece.length === 0) return;
    this.#chunks.push(piece);
    const firstFrame = this.frames;
    this.frames += piece.length / 8;
    this.onPcm(asFloats(piece), firstFrame);
  }

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(bytes);
  }

  /** Everything, once the decoder has seen the end. What ffmpeg complained about is in `complaints`. */
  async end(): Promise<Float32Array> {
    this.#child.stdin.end();
    await this.#closed;
    return asFloats(Buffer.concat(this.#chunks));
  }

  /** What ffmpeg said: empty for a clean stream. */
  get complaints(): string {
    return this.#said.trim();
  }
}

function asFloats(bytes: Buffer): Float32Array {
  const aligned = new Uint8Array(bytes.length);
  aligned.set(bytes);
  return new Float32Array(aligned.buffer, 0, bytes.length >> 2);
}

/**
 * Decodes a whole file, or its bytes, with ffmpeg: 32-bit float, 48 kHz, stereo interleaved.
 *
 * @param source a path or the bytes
 * @throws Error when nothing could be decoded
 */
export async function decodeToPcm(source: string | Uint8Array): Promise<Float32Array> {
  const decoder = new PcmDecoder();
  decoder.push(typeof source === 'string' ? await readFile(source) : source);
  const pcm = await decoder.end();
  if (pcm.length === 0) throw new Error(`nothing could be decoded: ${decoder.complaints}`);
  return pcm;
}
