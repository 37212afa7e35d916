import { spawnChild } from '../process/spawn-child';
import { MediaProcessError } from '../process/media-process-error';
import type { MediaProcessFailure } from '../process/media-process-error';
import { TextTail } from '../process/text-tail';

export interface RunFfmpegOptions {
  /**
   * Arguments after `-hide_banner -nostdin -protocol_whitelist file,pipe`, as an array; nothing passes through a shell.
   * A file's name goes in as `file:<path>`, so that no name is taken for an option or a protocol. The log level is the
   * caller's choice: `ebur128` and `silencedetect` tell their results at `info`.
   */
  args: readonly string[];
  /** The child is killed after this long. */
  timeoutMs: number;
  /** stdout beyond this kills the child; of stderr the last this many bytes are kept. 1 MiB by default. */
  maxOutputBytes?: number;
  /** Ends the child early. */
  signal?: AbortSignal;
  /** 0 to 19, 10 by default: work that may wait leaves the processor to the sound. */
  niceness?: number;
  /** `ffmpeg` by default. */
  program?: 'ffmpeg' | 'ffprobe';
}

export interface FfmpegOutput {
  stdout: Buffer;
  /** The end of what it said. */
  stderr: string;
}

const MIB = 1024 * 1024;

/**
 * Runs ffmpeg to its end and gives what it wrote.
 *
 * @throws MediaProcessError when it cannot start, exits with another code than 0, takes too long, writes too much or is
 *   aborted; its `message` holds the last line of stderr. The child is gone by then.
 */
export function runFfmpeg(options: RunFfmpegOptions): Promise<FfmpegOutput> {
  const { maxOutputBytes = MIB, program = 'ffmpeg', niceness = 10, signal } = options;
  // ffprobe knows neither -nostdin nor needs it.
  const common = program === 'ffmpeg' ? ['-hide_banner', '-nostdin'] : ['-hide_banner'];
  return new Promise((resolve, reject) => {
    const child = spawnChild({ program, args: [...common, '-protocol_whitelist', 'file,pipe', ...options.args], hasStdin: false, niceness });
    const stderr = new TextTail(maxOutputBytes);
    const stdout: Buffer[] = [];
    let stdoutBytes = 0;
    let ended: { failure: MediaProcessFailure; why: string; cause?: unknown } | undefined;
    const end = (failure: MediaProcessFailure, why: string, cause?: unknown): void => {
      ended ??= { failure, why, cause };
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end('timeout', `${program} took longer than ${options.timeoutMs} ms`), options.timeoutMs);
    const abort = (): void => end('aborted', `${program} was stopped`);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();

    child.stdout?.on('data', (piece: Buffer) => {
      stdoutBytes += piece.length;
      if (stdoutBytes > maxOutputBytes) end('output-limit', `${program} wrote more than ${maxOutputBytes} bytes`);
      else stdout.push(piece);
    });
    child.stderr?.on('data', (piece: Buffer) => stderr.add(piece));
    child.once('error', (cause) => {
      ended ??= { failure: 'spawn', why: `${program} could not be started`, cause };
      if (child.pid === undefined) settle(null);
    });
    child.once('close', (code) => settle(code));

    const settle = (code: number | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (ended === undefined && code === 0) return resolve({ stdout: Buffer.concat(stdout), stderr: stderr.toString() });
      const why = ended?.why ?? `${program} failed: ${stderr.lastLine(300) || `exit code ${code ?? 'unknown'}`}`;
      reject(new MediaProcessError(ended?.failure ?? 'exit', why, stderr.toString(), { cause: ended?.cause }));
    };
  });
}
