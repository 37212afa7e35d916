import { findProgram, runProgram } from '@longwave/backing-servers';
import { CapturedSound, tempFolder, waitFor } from '@longwave/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';

/** What a player gets whose sound goes to a sink of its own. */
export interface NullSink {
  env: Record<string, string>;
  /** Ends the recording and gives all that was played, silence before and after included. */
  stop(): Promise<CapturedSound>;
}

/** A sound server without a sound card: for players that know no files. */
export class NullSinks {
  readonly #folder = tempFolder('pulse');
  readonly #server: ChildProcess;
  readonly #recorders: ChildProcess[] = [];

  constructor() {
    const args = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disallow-exit', '-L', `module-native-protocol-unix auth-anonymous=1 socket=${this.#socket}`];
    this.#server = spawn(findProgram('pulseaudio'), args, { env: this.#env, stdio: 'ignore' });
  }

  get #socket(): string {
    return path.join(this.#folder, 'native');
  }

  get #env(): Record<string, string> {
    return { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: this.#folder, XDG_RUNTIME_DIR: this.#folder, PULSE_SERVER: `unix:${this.#socket}` };
  }

  /** Makes a sink and records what is played to it, at 48 kHz, as floats: nothing is converted on the way. */
  async record(name: string): Promise<NullSink> {
    await waitFor(() => existsSync(this.#socket), { what: 'sound server' });
    // A player that must not be root is somebody else.
    chmodSync(this.#socket, 0o777);
    const form = ['rate=48000', 'channels=2', 'format=float32le'];
    await runProgram({ file: findProgram('pactl'), args: ['load-module', 'module-null-sink', `sink_name=${name}`, ...form], cwd: this.#folder, env: this.#env });
    const args = ['--raw', '-d', `${name}.monitor`, '--format=float32le', '--rate=48000', '--channels=2', '--latency-msec=100'];
    const recorder = spawn(findProgram('parec'), args, { env: this.#env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#recorders.push(recorder);
    const chunks: Buffer[] = [];
    recorder.stdout.on('data', (bytes: Buffer) => chunks.push(bytes));
    const closed = new Promise((resolve) => recorder.once('close', resolve));
    return {
      env: { PULSE_SERVER: `unix:${this.#socket}`, PULSE_SINK: name },
      stop: async () => {
        recorder.kill('SIGTERM');
        await closed;
        const bytes = Buffer.concat(chunks);
        const whole = new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 8)));
        return new CapturedSound(new Float32Array(whole.buffer, 0, whole.length >> 2));
      },
    };
  }

  stop(): void {
    for (const recorder of this.#recorders) recorder.kill('SIGKILL');
    this.#server.kill('SIGKILL');
  }
}
