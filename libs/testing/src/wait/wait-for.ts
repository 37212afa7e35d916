import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait for what. */
export interface WaitOptions {
  /** 10,000 by default. */
  timeoutMs?: number;
  /** Said in the error: "no <what> within …". */
  what?: string;
  /** Between two looks; 20 by default. */
  everyMs?: number;
}

/**
 * Looks until a condition gives something truthy, and returns that. A condition that throws counts as not yet; its last
 * error becomes the cause.
 *
 * @throws Error when time is up
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions = {}): Promise<NonNullable<T>> {
  const { timeoutMs = 10_000, what = 'sign of what was waited for', everyMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < deadline) {
    try {
      const found = await condition();
      if (found) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await delay(everyMs);
  }
  throw new Error(`no ${what} within ${timeoutMs} ms`, { cause });
}
