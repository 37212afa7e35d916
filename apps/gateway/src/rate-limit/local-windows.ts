/** How often something was done in its window, and when the window ends. */
export interface WindowCount {
  count: number;
  retryAfterSeconds: number;
}

/**
 * Fixed windows in this process's memory, for when Redis is away. Bounded: when it is full of windows that still run, the
 * oldest makes room.
 */
export class LocalWindows {
  private readonly windows = new Map<string, { count: number; endsAtMs: number }>();

  constructor(private readonly maxKeys = 10_000) {}

  /** Counts one more. */
  count(key: string, windowSeconds: number, nowMs: number): WindowCount {
    const window = this.running(key, nowMs) ?? { count: 0, endsAtMs: nowMs + windowSeconds * 1000 };
    window.count += 1;
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size > this.maxKeys) this.makeRoom(nowMs);
    return this.tell(window, nowMs);
  }

  /** Looks without counting. */
  look(key: string, nowMs: number): WindowCount {
    const window = this.running(key, nowMs);
    return window ? this.tell(window, nowMs) : { count: 0, retryAfterSeconds: 0 };
  }

  get size(): number {
    return this.windows.size;
  }

  private running(key: string, nowMs: number) {
    const window = this.windows.get(key);
    return window && window.endsAtMs > nowMs ? window : undefined;
  }

  private tell(window: { count: number; endsAtMs: number }, nowMs: number): WindowCount {
    return { count: window.count, retryAfterSeconds: Math.max(1, Math.ceil((window.endsAtMs - nowMs) / 1000)) };
  }

  private makeRoom(nowMs: number): void {
    for (const [key, window] of this.windows) if (window.endsAtMs <= nowMs) this.windows.delete(key);
    for (const key of this.windows.keys()) {
      if (this.windows.size <= this.maxKeys) return;
      this.windows.delete(key);
    }
  }
}
