import { type ChildProcess, spawn } from 'node:child_process';
import { programSearchPath } from './mp3-encoder.config';
import { Mp3Framer } from './mp3-framer';

export interface Mp3EncoderOptions {
  kbps: number;
  /** Whole frames, as they come. */
  onFrames: (bytes: Buffer, frames: number) => void;
  /** It ended without being told to; with what it said last. */
  onDeath: (reason: string) => void;
}

/** A child that turns Ogg Opus into MP3. */
export interface Mp3Encoder {
  write(ogg: Uint8Array): void;
  stop(): void;
}

/** An encoder that takes no more input is as good as dead. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
const SAID_CHARACTERS = 500;

/**
 * Starts ffmpeg with libmp3lame: constant bit rate, 48 kHz, no bit reservoir, so that every frame can be decoded by who
 * joins there. It sees bytes of our own making only, and ends by itself when this process is gone, since its input does.
 */
export function startMp3Encoder(options: Mp3EncoderOptions): Mp3Encoder {
  const child = spawn('ffmpeg', ffmpegArgs(options.kbps), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: programSearchPath(), LC_ALL: 'C.UTF-8', AV_LOG_FORCE_NOCOLOR: '1' },
  });
  const framer = new Mp3Framer();
  let said = '';
  let isOver = false;
  const die = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    child.kill('SIGKILL');
    options.onDeath(reason);
  };
  child.on('error', (error) => die(error.message));
  child.on('close', (code, signal) => die(`${signal ?? `exit code ${code ?? 'unknown'}`} ${said}`.trim()));
  child.stdin.on('error', () => die(`it closed its input ${said}`.trim()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SAID_CHARACTERS)));
  child.stdout.on('data', (bytes: Buffer) => {
    if (isOver) return;
    const whole = framer.push(bytes);
    if (whole.frames > 0) options.onFrames(whole.bytes, whole.frames);
  });
  return {
    write: (ogg) => {
      if (isOver || ogg.length === 0) return;
      child.stdin.write(ogg);
      if (child.stdin.writableLength > MAX_UNREAD_BYTES) die('it does not take its input');
    },
    stop: () => {
      isOver = true;
      end(child);
    },
  };
}

function end(child: ChildProcess): void {
  child.stdin?.destroy();
  child.kill('SIGKILL');
}

function ffmpegArgs(kbps: number): string[] {
  const input = ['-fflags', 'nobuffer', '-probesize', '4096', '-analyzeduration', '0', '-f', 'ogg', '-c:a', 'libopus', '-i', 'pipe:0', '-map', '0:a:0'];
  const codec = ['-c:a', 'libmp3lame', '-b:a', `${kbps}k`, '-ar', '48000', '-ac', '2', '-reservoir', '0'];
  const output = ['-f', 'mp3', '-write_xing', '0', '-id3v2_version', '0', '-flush_packets', '1', 'pipe:1'];
  return ['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'pipe', ...input, ...codec, ...output];
}
