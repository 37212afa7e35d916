import { closeSync, openSync, writeSync } from 'node:fs';

const LINE_BYTES = 64;

/**
 * A file of one line, written over in place ten times a second: the timeline and the sample after the last one published.
 * The kernel keeps it when the process is killed, so that a restart goes on at exactly that sample.
 */
export class PositionFile {
  readonly #path: string;
  #file: number | undefined;
  readonly #timelineId: string;
  readonly #failed: (error: unknown) => void;
  #hasFailed = false;

  /** @param failed told once when the disk takes no more; the sound goes on without this note */
  constructor(path: string, timelineId: string, failed: (error: unknown) => void) {
    this.#path = path;
    this.#timelineId = timelineId;
    this.#failed = failed;
  }

  write(nextSample: number): void {
    try {
      this.#file ??= openSync(this.#path, 'w', 0o600);
      writeSync(this.#file, `${`${this.#timelineId} ${nextSample}`.padEnd(LINE_BYTES - 1)}\n`, 0);
    } catch (error) {
      if (!this.#hasFailed) this.#failed(error);
      this.#hasFailed = true;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** What such a file says; undefined for what is not one. */
export function parsePosition(text: string): { timelineId: string; nextSample: number } | undefined {
  const match = /^([0-9a-f-]{36}) (\d{1,16}) *\n/.exec(text);
  if (!match) return undefined;
  const nextSample = Number(match[2]);
  return Number.isSafeInteger(nextSample) ? { timelineId: String(match[1]), nextSample } : undefined;
}
