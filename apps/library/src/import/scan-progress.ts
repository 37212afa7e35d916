const SAY_EVERY_MS = 5_000;

/** How far a scan is, and what was said of it already. */
export class ScanProgress {
  found = 0;
  done = 0;
  private saidAt = -Infinity;

  begin(known: number, fresh: number): void {
    this.found = known + fresh;
    this.done = known;
  }

  advance(): void {
    this.done += 1;
  }

  /** Every few seconds, and at the end. */
  isWorthSaying(nowMs: number): boolean {
    if (nowMs - this.saidAt < SAY_EVERY_MS && this.done < this.found) return false;
    this.saidAt = nowMs;
    return true;
  }
}
