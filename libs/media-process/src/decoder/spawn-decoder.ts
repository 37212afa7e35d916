import type { ChildProcess } from 'node:child_process';
import { spawnChild } from '../process/spawn-child';
import { TextTail } from '../process/text-tail';
import { decoderArgs } from './decoder-args';
import type { DecoderInput } from './decoder-args';
import { PcmAssembler } from './pcm-assembler';

/** What a shell, `setpriv` and the dynamic linker exit with when a program cannot be executed. ffmpeg has no such codes. */
const NOT_EXECUTED = [126, 127];

/** How a decoder ended. `message` is the last line of what ffmpeg said; with `ended` it is a complaint it lived with. */
export interface DecoderOutcome {
  /**
   * `not-run`: the machine could not run ffmpeg just now (no process, file or memory to spare; its program or a library
   * of its missing while it is upgraded). That says nothing of the input, and may go well the next time.
   */
  status: 'ended' | 'failed' | 'not-run';
  /** Frames given to `onPcm` in all. */
  frames: number;
  message: string;
}

export interface DecoderOptions {
  input: DecoderInput;
  /** Interleaved stereo floats at 48 kHz, any number of whole frames; a view that is good during the call alone. */
  onPcm: (interleaved: Float32Array) => void;
  /** Told once, after the last `onPcm`; never after `stop()`. */
  onEnd: (outcome: DecoderOutcome) => void;
  /** A file decoder that gives nothing for so long, while it may, is killed; 10,000 by default. */
  stallMs?: number;
  /** 0 to 19, on top of this process's own; 2 by default, a little behind the thread that mixes. */
  niceness?: number;
}

/** A decoder child. Each is killed and reaped for sure: by `stop()`, at its own end, and when its owner dies. */
export interface PcmDecoder {
  /** No more `onPcm` until `resume()`; the child then waits in its write, and no longer reads its input. */
  pause: () => void;
  resume: () => void;
  /** Ends it now, without an `onEnd`. */
  stop: () => void;
  /** Gives bytes to a decoder with a piped input; `taken` is called once the child has read them all from us. */
  feed: (bytes: Uint8Array, taken: () => void) => void;
  /** The end of the piped input: what is in the decoder still comes out. */
  endInput: () => void;
  readonly pid: number | undefined;
}

/**
 * Starts ffmpeg as a decoder to 32-bit floats. Floats rather than 16-bit integers: what a loud MP3 decodes to above full
 * scale survives until its gain is applied, for 200 KB more a second through the pipe (measured: no difference in CPU).
 *
 * @throws RangeError for an input that cannot be meant
 */
export function spawnDecoder(options: DecoderOptions): PcmDecoder {
  return new FfmpegDecoder(options);
}

class FfmpegDecoder implements PcmDecoder {
  readonly #options: DecoderOptions;
  readonly #child: ChildProcess | undefined;
  readonly #assembler: PcmAssembler;
  readonly #stderr = new TextTail(8 * 1024);
  readonly #watchdog: NodeJS.Timeout | undefined;
  #frames = 0;
  #isStopped = false;
  #isStuck = false;
  #isPaused = false;
  #spawnError: Error | undefined;

  constructor(options: DecoderOptions) {
    this.#options = options;
    const { args, skipFrames } = decoderArgs(options.input);
    const isPiped = options.input.kind === 'pipe';
    this.#assembler = new PcmAssembler(skipFrames);
    this.#child = this.#spawn(args, isPiped);
    if (!this.#child) return;
    // A live source may be silent for as long as it likes; who holds its line decides when it is gone.
    const { stallMs = 10_000 } = options;
    if (!isPiped) this.#watchdog = setTimeout(() => this.#killStuck(), stallMs).unref();
    this.#child.stdout?.on('data', (piece: Buffer) => this.#take(piece));
    this.#child.stderr?.on('data', (piece: Buffer) => this.#stderr.add(piece));
    // Its reader may be gone while we write; 'close' tells the rest.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.once('error', (error) => {
      this.#spawnError = error;
      if (this.#child?.pid === undefined) this.#end(null);
    });
    this.#child.once('close', (code) => this.#end(code));
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  pause(): void {
    this.#isPaused = true;
    this.#child?.stdout?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#watchdog?.refresh();
    this.#child?.stdout?.resume();
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#watchdog);
    this.#child?.kill('SIGKILL');
    // A paused pipe would keep what was written, and 'close', waiting for ever.
    this.#child?.stdout?.resume();
    this.#child?.stdin?.destroy();
  }

  feed(bytes: Uint8Array, taken: () => void): void {
    const stdin = this.#child?.stdin;
    if (!stdin?.writable) return;
    stdin.write(bytes, (error) => {
      if (!error && !this.#isStopped) taken();
    });
  }

  endInput(): void {
    this.#child?.stdin?.end();
  }

  /** @returns undefined when the system refused at once; `onEnd` is told then as well */
  #spawn(args: string[], isPiped: boolean): ChildProcess | undefined {
    try {
      return spawnChild({ program: 'ffmpeg', args, hasStdin: isPiped, niceness: this.#options.niceness ?? 2 });
    } catch (error) {
      // Node tells some faults of the system as an event and throws the others (ENOMEM); what is no such fault is ours.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      this.#spawnError = error as Error;
      process.nextTick(() => this.#end(null));
      return undefined;
    }
  }

  #take(piece: Buffer): void {
    if (this.#isStopped) return;
    this.#watchdog?.refresh();
    const pcm = this.#assembler.add(piece);
    if (pcm.length === 0) return;
    this.#frames += pcm.length / 2;
    this.#options.onPcm(pcm);
  }

  #killStuck(): void {
    if (this.#isPaused) {
      this.#watchdog?.refresh();
      return;
    }
    this.#isStuck = true;
    this.#child?.kill('SIGKILL');
  }

  #end(code: number | null): void {
    clearTimeout(this.#watchdog);
    if (this.#isStopped) return;
    this.#isStopped = true;
    const said = this.#stderr.lastLine(300);
    this.#options.onEnd({ ...this.#verdict(code, said), frames: this.#frames });
  }

  #verdict(code: number | null, said: string): Pick<DecoderOutcome, 'status' | 'message'> {
    if (this.#spawnError) return { status: 'not-run', message: `the decoder could not be started: ${this.#spawnError.message}` };
    if (this.#frames === 0 && code !== null && NOT_EXECUTED.includes(code)) return { status: 'not-run', message: `the decoder could not be run: ${said || `code ${code}`}` };
    if (this.#isStuck) return { status: 'failed', message: 'the decoder gave nothing for too long' };
    if (code !== 0) return { status: 'failed', message: said || `the decoder ended with code ${code ?? 'unknown'}` };
    if (this.#frames === 0) return { status: 'failed', message: said || 'nothing could be decoded' };
    return { status: 'ended', message: said };
  }
}
