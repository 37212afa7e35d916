import type { CapturedSound } from '@longwave/testing';
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A player while it plays. */
export interface RunningPlayer {
  /** Every line of titles it showed so far, in order, each once in a row. */
  titles(): Promise<string[]> | string[];
  /** Ends it and gives what was heard. */
  stop(): Promise<CapturedSound>;
}

/** A program of somebody else that plays a mount. */
export interface Player {
  name: string;
  mount: '/radio' | '/radio.mp3';
  start(url: string): Promise<RunningPlayer>;
}

/** A child whose words are kept. */
export class Talker {
  readonly child: ChildProcess;
  #said = '';
  #isGone = false;
  readonly #closed: Promise<void>;

  constructor(file: string, args: readonly string[], options: SpawnOptions) {
    this.child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text: Buffer) => (this.#said += text.toString('utf8')));
    this.#closed = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.#said += error.message;
        resolve();
      });
      this.child.once('close', () => {
        this.#isGone = true;
        resolve();
      });
    });
  }

  get said(): string {
    return this.#said;
  }

  /** Matches of an expression's first group in what it said, without repetitions in a row. */
  all(expression: RegExp): string[] {
    return withoutRepetitions([...this.#said.matchAll(expression)].map(([, text = '']) => text.trim()));
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#isGone) this.child.kill(signal);
    const force = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await this.#closed;
    clearTimeout(force);
  }
}

/** Leaves out what was the same as the one before. */
export function withoutRepetitions(titles: readonly string[]): string[] {
  return titles.filter((title, i) => title !== titles[i - 1]);
}

/** What a player gets of our environment: programs are found, nothing else. */
export function plainEnv(home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: home, XDG_RUNTIME_DIR: home };
}
