import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const LINE_BYTES = 160;
/** Another one after each start of the machine; its monotonic clock begins anew then. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** Where a channel stood on this machine. */
export interface NotedPosition {
  timelineId: string;
  epoch: number;
  /** The sample after the last one published. */
  nextSample: number;
  /** What the count was at `atMonotonicMs` of the machine's monotonic clock, in this run of it. */
  dueSample: number;
  atMonotonicMs: number;
  bootId: string;
}

/**
 * A file of one line, written over in place ten times a second. The kernel keeps it when the process is killed, so that a
 * restart goes on at exactly that sample, and knows how much later it is without asking the wall clock.
 */
export class PositionFile {
  readonly #path: string;
  readonly #head: string;
  readonly #tail: string;
  readonly #failed: (error: unknown) => void;
  #file: number | undefined;
  #hasFailed = false;

  /** @param failed told once when the disk takes no more; the sound goes on without this note */
  constructor(path: string, channel: { timelineId: string; epoch: number }, failed: (error: unknown) => void) {
    this.#path = path;
    this.#head = `${channel.timelineId} ${channel.epoch}`;
    this.#tail = thisBoot();
    this.#failed = failed;
  }

  write({ nextSample, dueSample, atMonotonicMs }: Pick<NotedPosition, 'nextSample' | 'dueSample' | 'atMonotonicMs'>): void {
    try {
      this.#file ??= openSync(this.#path, 'w', 0o600);
      const line = `${this.#head} ${nextSample} ${dueSample} ${Math.round(atMonotonicMs)} ${this.#tail}`;
      writeSync(this.#file, `${line.padEnd(LINE_BYTES - 1)}\n`, 0);
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
export function parsePosition(text: string): NotedPosition | undefined {
  const match = /^([0-9a-f-]{36}) (\d{1,10}) (\d{1,16}) (\d{1,16}) (\d{1,16}) ([\w-]{1,40}) *\n/.exec(text);
  if (!match) return undefined;
  const [, timelineId = '', epoch, next, due, at, bootId = ''] = match;
  const [nextSample, dueSample] = [Number(next), Number(due)];
  if (!Number.isSafeInteger(nextSample) || !Number.isSafeInteger(dueSample)) return undefined;
  return { timelineId, epoch: Number(epoch), nextSample, dueSample, atMonotonicMs: Number(at), bootId };
}

/** Which run of this machine it is; `unknown` where the system does not tell. */
export function thisBoot(): string {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
