import type { EventKind } from './event-kinds';

/** What is needed of a response: Node's `ServerResponse`. */
export interface EventSink {
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** Longer without taking anything, and the client is dropped. */
export const STUCK_AFTER_MS = 30_000;

/**
 * One reader of events. What it does not take waits here, at most one event of each kind: a newer one replaces it, so a
 * client that reads slowly, or never, costs no more than that.
 */
export class EventClient {
  private readonly waiting = new Map<EventKind, string>();
  private blockedSinceMs: number | undefined;
  private hasEnded = false;

  constructor(
    private readonly sink: EventSink,
    private readonly now: () => number = Date.now,
  ) {}

  /** Sends an event, or keeps it until the client takes it. */
  send(kind: EventKind, text: string): void {
    this.waiting.delete(kind);
    this.waiting.set(kind, text);
    this.flush();
  }

  /** Keeps proxies and the client's own timeout quiet. */
  beat(): void {
    if (this.blockedSinceMs === undefined) this.write(': ping\n\n');
  }

  /** Whether it has taken nothing for so long that it is to be dropped. */
  isStuck(): boolean {
    return this.blockedSinceMs !== undefined && this.now() - this.blockedSinceMs > STUCK_AFTER_MS;
  }

  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Nothing is written after it: that would be an error that nobody hears. */
  end(): void {
    this.hasEnded = true;
    this.waiting.clear();
    this.sink.end();
  }

  drop(): void {
    this.sink.destroy();
  }

  private flush(): void {
    for (const [kind, text] of this.waiting) {
      if (this.blockedSinceMs !== undefined) return;
      this.waiting.delete(kind);
      this.write(text);
    }
  }

  private write(text: string): void {
    if (this.hasEnded || this.sink.write(text)) return;
    this.blockedSinceMs = this.now();
    this.sink.once('drain', () => {
      this.blockedSinceMs = undefined;
      this.flush();
    });
  }
}
