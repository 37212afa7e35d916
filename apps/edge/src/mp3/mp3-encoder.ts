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
 * Never throws: one that cannot be started dies a moment after this returned.
 */
export function startMp3Encoder(options: Mp3EncoderOptions): Mp3Encoder {
  const framer = new Mp3Framer();
  let child: ChildProcess | undefined;
  let said = '';
  let isOver = false;
  const die = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    end(child);
    options.onDeath(reason);
  };
  try {
    child = spawnFfmpeg(options.kbps);
  } catch (error) {
    // Most failures come as an event, some, as a lack of memory, at once.
    process.nextTick(() => die(error instanceof Error ? error.message : String(error)));
  }
  child?.on('error', (error) => die(error.message));
  child?.on('close', (code, signal) => die(`${signal ?? `exit code ${code ?? 'unknown'}`} ${said}`.trim()));
  child?.stdin?.on('error', () => die(`it closed its input ${said}`.trim()));
  child?.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SAID_CHARACTERS)));
  child?.stdout?.on('data', (bytes: Buffer) => {
    if (isOver) return;
    const whole = framer.push(bytes);
    if (whole.frames > 0) options.onFrames(whole.bytes, whole.frames);
  });
  return {
    write: (ogg) => {
      const input = child?.stdin;
      if (isOver || !input || ogg.length === 0) return;
      input.write(ogg);
      if (input.writableLength > MAX_UNREAD_BYTES) die('it does not take its input');
    },
    stop: () => {
      isOver = true;
      end(child);
    },
  };
}

/** Its streams are not there when no more files can be opened, whatever the type of `spawn` says. */
function spawnFfmpeg(kbps: number): ChildProcess {
  return spawn('ffmpeg', ffmpegArgs(kbps), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: programSearchPath(), LC_ALL: 'C.UTF-8', AV_LOG_FORCE_NOCOLOR: '1' },
  });
}

function end(child: ChildProcess | undefined): void {
  child?.stdin?.destroy();
  // Until Node tells that it could not be started, a signal would go to process 0: to this whole process group.
  if (child?.pid !== undefined) child.kill('SIGKILL');
}

function ffmpegArgs(kbps: number): string[] {
  const input = ['-fflags', 'nobuffer', '-probesize', '4096', '-analyzeduration', '0', '-f', 'ogg', '-c:a', 'libopus', '-i', 'pipe:0', '-map', '0:a:0'];
  const codec = ['-c:a', 'libmp3lame', '-b:a', `${kbps}k`, '-ar', '48000', '-ac', '2', '-reservoir', '0'];
  const output = ['-f', 'mp3', '-write_xing', '0', '-id3v2_version', '0', '-flush_packets', '1', 'pipe:1'];
  return ['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'pipe', ...input, ...codec, ...output];
}
