import type { WriteStream } from 'node:tty';

type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** How often a wait without a terminal says that it still goes on. */
const heartbeatMs = 15_000;

/** Writes lines, and below them, on a terminal, one that changes in place. */
export class Terminal {
  #status: string | undefined;
  #lastPlain: { title: string; text: string; at: number } | undefined;
  readonly isTerminal: boolean;

  constructor(private readonly output: Output) {
    this.isTerminal = output.isTTY === true;
  }

  /** A line that stays. */
  line(text: string): void {
    this.output.write(`${this.#erase()}${text}\n`);
    this.#draw();
  }

  /**
   * How far something is: in place on a terminal, elsewhere a line when it begins to take long.
   *
   * @param text undefined when it is over
   * @param now milliseconds
   */
  progress(title: string, text: string | undefined, now: number): void {
    if (!this.isTerminal) return this.#plain(title, text, now);
    const erased = this.#erase();
    this.#status = text === undefined ? undefined : stepLine(title, text);
    this.output.write(erased);
    this.#draw();
  }

  #plain(title: string, text: string | undefined, now: number): void {
    if (text === undefined || this.#lastPlain?.title !== title) this.#lastPlain = { title, text: '', at: now };
    else if (now - this.#lastPlain.at >= heartbeatMs && this.#lastPlain.text !== text) {
      this.#lastPlain = { title, text, at: now };
      this.output.write(`${stepLine(title, text)}\n`);
    }
  }

  #erase(): string {
    return this.#status === undefined ? '' : '\r\x1b[K';
  }

  #draw(): void {
    if (this.#status !== undefined) this.output.write(this.#status.slice(0, (this.output.columns || 80) - 1));
  }
}

/** One line of the start, in the same form as those of `npm start` before it. */
export function stepLine(title: string, text: string): string {
  return `  ${title.padEnd(16)}${text}`;
}
