/** Milliseconds of the machine's monotonic clock: the same in every thread and process until it is started anew. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
