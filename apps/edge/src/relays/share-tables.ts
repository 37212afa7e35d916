import type { ReadTables } from '../listeners/slow-listener-watch';

/** Relays look every 2 s, each at a time of its own: what one read serves all until each looks again. */
const KEPT_MS = 1_500;

/**
 * One read of the kernel's tables for everybody who asks within 1.5 s: with thousands of listeners they have megabytes. A
 * read that fails is not kept.
 *
 * @param nowMs monotonic
 */
export function shareTables(read: ReadTables, nowMs: () => number): ReadTables {
  let kept: ReturnType<ReadTables> | undefined;
  let readAtMs = -Infinity;
  return () => {
    if (kept && nowMs() - readAtMs < KEPT_MS) return kept;
    const reading = read();
    readAtMs = nowMs();
    kept = reading;
    // Who asked is told by the promise itself.
    reading.catch(() => (kept = kept === reading ? undefined : kept));
    return reading;
  };
}
