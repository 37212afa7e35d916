/** A child that ran this long is healthy: its next end is the first again. */
export const healthyAfterMs = 30_000;

/**
 * How long to wait before a child that ended is started again.
 *
 * @param endsInARow how often it has ended without having been healthy in between, this time included; from 1
 * @returns milliseconds: 0 for the first, then 250 doubling up to 5,000
 */
export function backOffMs(endsInARow: number): number {
  if (endsInARow <= 1) return 0;
  return Math.min(5_000, 250 * 2 ** (endsInARow - 2));
}
