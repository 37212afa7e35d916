import { type ChildProcess, spawn } from 'node:child_process';

/** What a DJ's encoder can send, as ffmpeg's arguments. */
export const liveFormats = {
  vorbis: ['-c:a', 'libvorbis', '-b:a', '128k', '-content_type', 'application/ogg', '-f', 'ogg'],
  opus: ['-c:a', 'libopus', '-b:a', '128k', '-content_type', 'application/ogg', '-f', 'ogg'],
  flac: ['-c:a', 'flac', '-content_type', 'application/ogg', '-f', 'ogg'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '128k', '-content_type', 'audio/mpeg', '-f', 'mp3'],
  aac: ['-c:a', 'aac', '-b:a', '128k', '-content_type', 'audio/aac', '-f', 'adts'],
} as const;

/** Who goes on the air, and with what. */
export interface DjOptions {
  port: number;
  token: string;
  format: keyof typeof liveFormats;
  /** A tone at −12 dBFS, or a file. */
  hz?: number;
  file?: string;
  /** Nothing is heard for so long first, on the same connection. */
  silentSeconds?: number;
  /** In real time, by default. */
  realTime?: boolean;
  /** How long the tone is; without an end by default. */
  seconds?: number;
}

function toneSource(hz: number, seconds: number | undefined, silentSeconds: number): string[] {
  const side = `${10 ** (-12 / 20)}*sin(2*PI*${hz}*t)*gte(t\\,${silentSeconds})`;
  return ['-f', 'lavfi', '-i', `aevalsrc=exprs=${side}|${side}:c=stereo:s=48000${seconds === undefined ? '' : `:d=${seconds}`}`];
}

/** A real ffmpeg that plays a tone or a file to the harbor. */
export class Dj {
  private readonly child: ChildProcess;
  private errors = '';
  /** Settles when ffmpeg is gone: its exit code, or null when it was killed. */
  readonly gone: Promise<number | null>;

  constructor({ port, token, hz = 440, file, format, realTime = true, seconds, silentSeconds = 0 }: DjOptions) {
    const source = file === undefined ? toneSource(hz, seconds, silentSeconds) : ['-i', file];
    const args = [
      '-hide_banner', '-loglevel', 'warning', ...(realTime ? ['-re'] : []), ...source,
      ...liveFormats[format], `icecast://source:${token}@127.0.0.1:${port}/live`,
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
