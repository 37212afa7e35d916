import type { EventClient } from './event-client';
import { eventText } from './event-kinds';
import type { EventKind } from './event-kinds';

/** Takes the snapshot of one kind; undefined when it cannot be had now. */
export type TakeSnapshot = (kind: EventKind) => Promise<{ rev: number } | undefined>;

/**
 * The newest of each kind on one channel, and who reads it. It hears changes before it takes its first snapshot, and
 * drops what is not newer than what it has, so that a snapshot and its changes never race.
 */
export class ChannelFeed {
  readonly clients = new Set<EventClient>();
  private readonly latest = new Map<EventKind, { rev: number; text: string }>();
  private readonly refreshing = new Map<EventKind, { done: Promise<void>; next?: Promise<void> }>();

  constructor(private readonly take: TakeSnapshot) {}

  /** A change that was heard. */
  offer(kind: EventKind, data: { rev: number }): void {
    const known = this.latest.get(kind);
    if (known && data.rev <= known.rev) return;
    this.keep(kind, data);
  }

  /**
   * Takes a snapshot that was begun after this call; all who ask while one is under way share the next one, so that a
   * burst of changes costs two. A snapshot with a lower `rev` than was known before it was begun comes from an owner that
   * lost its count, and is the truth from now on.
   */
  refresh(kind: EventKind): Promise<void> {
    const running = this.refreshing.get(kind);
    if (!running) return this.begin(kind);
    running.next ??= running.done.then(() => this.begin(kind));
    return running.next;
  }

  private begin(kind: EventKind): Promise<void> {
    const run: { done: Promise<void>; next?: Promise<void> } = { done: this.takeOne(kind) };
    this.refreshing.set(kind, run);
    return run.done.finally(() => {
      if (this.refreshing.get(kind) === run && !run.next) this.refreshing.delete(kind);
    });
  }

  /** Lets a client in: what is known first, in order, then what changes. */
  join(client: EventClient, order: readonly EventKind[]): void {
    for (const kind of order) {
      const known = this.latest.get(kind);
      if (known) client.send(kind, known.text);
    }
    this.clients.add(client);
  }

  private async takeOne(kind: EventKind): Promise<void> {
    const revBefore = this.latest.get(kind)?.rev ?? -1;
    const data = await this.take(kind);
    if (!data) return;
    const revNow = this.latest.get(kind)?.rev ?? -1;
    if (data.rev > revNow || data.rev < revBefore) this.keep(kind, data);
  }

  private keep(kind: EventKind, data: { rev: number }): void {
    const text = eventText(kind, data);
    this.latest.set(kind, { rev: data.rev, text });
    for (const client of this.clients) client.send(kind, text);
  }
}
