import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Codec and container of a made file. */
export type ToneFormat = 'mp3' | 'flac' | 'vorbis' | 'opus' | 'aac' | 'wav' | 'ogg-flac' | 'adts';

/** What to make. */
export interface ToneOptions {
  path: string;
  hz: number;
  seconds: number;
  /** Peak of the sine; −12 by default. */
  dbfs?: number;
  /** By the ending of the path by default. */
  format?: ToneFormat;
  tags?: Record<string, string>;
}

const encoders: Record<ToneFormat, string[]> = {
  mp3: ['-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'mp3'],
  flac: ['-c:a', 'flac', '-f', 'flac'],
  vorbis: ['-c:a', 'libvorbis', '-q:a', '5', '-f', 'ogg'],
  opus: ['-c:a', 'libopus', '-b:a', '128k', '-f', 'ogg'],
  aac: ['-c:a', 'aac', '-b:a', '128k', '-f', 'ipod'],
  wav: ['-c:a', 'pcm_s16le', '-f', 'wav'],
  'ogg-flac': ['-c:a', 'flac', '-f', 'ogg'],
  adts: ['-c:a', 'aac', '-b:a', '128k', '-f', 'adts'],
};
const byEnding: Record<string, ToneFormat> = { mp3: 'mp3', flac: 'flac', ogg: 'vorbis', oga: 'vorbis', opus: 'opus', m4a: 'aac', aac: 'adts', wav: 'wav' };

/** What ffmpeg is told, to write a file of a format, or of the format that the ending of its path tells. */
export function encoderArguments(options: { path: string; format?: ToneFormat }): string[] {
  return encoders[formatOf(options)];
}

function formatOf(options: { path: string; format?: ToneFormat }): ToneFormat {
  const format = options.format ?? byEnding[options.path.split('.').at(-1) ?? ''];
  if (format === undefined) throw new Error(`say the format of ${options.path}`);
  return format;
}

/** Makes a file with a steady sine, the same on both channels, 48 kHz. */
export async function makeTone(options: ToneOptions): Promise<void> {
  const { path, hz, seconds, dbfs = -12, tags = {} } = options;
  const amplitude = 10 ** (dbfs / 20);
  // Both channels by name: made mono and widened, each would be 3 dB lower.
  const side = `${amplitude}*sin(2*PI*${hz}*t)`;
  const source = `aevalsrc=exprs=${side}|${side}:c=stereo:s=48000:d=${seconds}`;
  const metadata = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]);
  await execute('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...metadata, ...encoderArguments(options), path]);
}
