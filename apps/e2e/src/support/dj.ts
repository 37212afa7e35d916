import { type ChildProcess, spawn } from 'node:child_process';

/** What a DJ's encoder can send, as ffmpeg's arguments. */
export const liveFormats = {
  vorbis: ['-c:a', 'libvorbis', '-b:a', '128k', '-content_type', 'application/ogg', '-f', 'ogg'],
  opus: ['-c:a', 'libopus', '-b:a', '128k', '-content_type', 'application/ogg', '-f', 'ogg'],
  flac: ['-c:a', 'flac', '-content_type', 'application/ogg', '-f', 'ogg'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '128k', '-content_type', 'audio/mpeg', '-f', 'mp3'],
  aac: ['-c:a', 'aac', '-b:a', '128k', '-content_type', 'audio/aac', '-f', 'adts'],
} as const;

/** A real ffmpeg that plays a tone at −12 dBFS to the harbor; with `silentSeconds` nothing at first, on the same connection. */
export class Dj {
  private readonly child: ChildProcess;
  private errors = '';
  /** Settles when ffmpeg is gone: its exit code, or null when it was killed. */
  readonly gone: Promise<number | null>;

  constructor(options: { port: number; token: string; hz: number; format: keyof typeof liveFormats; realTime?: boolean; seconds?: number; silentSeconds?: number }) {
    const side = `${10 ** (-12 / 20)}*sin(2*PI*${options.hz}*t)*gte(t\\,${options.silentSeconds ?? 0})`;
    const tone = `aevalsrc=exprs=${side}|${side}:c=stereo:s=48000${options.seconds === undefined ? '' : `:d=${options.seconds}`}`;
    const args = [
      '-hide_banner', '-loglevel', 'warning', ...(options.realTime === false ? [] : ['-re']), '-f', 'lavfi', '-i', tone,
      ...liveFormats[options.format], `icecast://source:${options.token}@127.0.0.1:${options.port}/live`,
    ];
    this.child = spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors = (this.errors + text).slice(-4000);
    });
    this.gone = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
  }

  /** What ffmpeg said. */
  get complaints(): string {
    return this.errors;
  }

  /** The line breaks: kill -9. */
  async cut(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone;
  }

  /** Ends as a person does with q. */
  async hangUp(): Promise<void> {
    this.child.kill('SIGINT');
    await this.gone;
  }
}
