const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 8_000;
/** Failures are forgotten this long after the last. */
const MEMORY_MS = 600_000;
const MAX_ADDRESSES = 10_000;

/**
 * How long who fails to log in waits for the answer: always at least a second, whatever was wrong, and twice as long each
 * time, by address. Who has the right token never waits.
 */
export class AuthFailures {
  readonly #failures = new Map<string, { count: number; lastAt: number }>();

  /** Notes a failure. @returns the delay before its answer, in milliseconds */
  note(address: string, nowMs: number): number {
    const key = networkOf(address);
    const before = this.#failures.get(key);
    const count = before !== undefined && nowMs - before.lastAt < MEMORY_MS ? before.count + 1 : 1;
    this.#failures.delete(key);
    this.#failures.set(key, { count, lastAt: nowMs });
    for (const [oldest, { lastAt }] of this.#failures) {
      if (this.#failures.size <= MAX_ADDRESSES && nowMs - lastAt < MEMORY_MS) break;
      this.#failures.delete(oldest);
    }
    return Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(10, count - 1));
  }
}

/** An IPv6 network of one household counts as one address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
