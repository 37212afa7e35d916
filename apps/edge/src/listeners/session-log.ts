import { type ListenerSession, MAX_SESSIONS_PER_EVENT } from '@longwave/contracts';

/** A stay waits this long for others that end about the same time. */
const GATHER_MS = 1_000;
const MAX_WAITING = 20_000;

/** Stays that are over and not told yet, by channel. What would pass 20,000 is lost and counted. */
export class SessionLog {
  readonly #waiting = new Map<number, { sinceMs: number; sessions: ListenerSession[] }>();
  /** Stays that wait. */
  size = 0;
  /** Stays that found no room. */
  lost = 0;

  note(channelId: number, session: ListenerSession, nowMs: number): void {
    if (this.size >= MAX_WAITING) {
      this.lost += 1;
      return;
    }
    const waiting = this.#waiting.get(channelId) ?? { sinceMs: nowMs, sessions: [] };
    waiting.sessions.push(session);
    this.#waiting.set(channelId, waiting);
    this.size += 1;
  }

  /** The next message's worth: of a channel with a full one, or one that waited long enough. With `nowMs` infinite, any. */
  next(nowMs: number): { channelId: number; sessions: ListenerSession[] } | undefined {
    for (const [channelId, waiting] of this.#waiting) {
      if (waiting.sessions.length < MAX_SESSIONS_PER_EVENT && nowMs - waiting.sinceMs < GATHER_MS) continue;
      const sessions = waiting.sessions.splice(0, MAX_SESSIONS_PER_EVENT);
      // At the end of the line again, so that a crowd on one channel does not keep the others waiting.
      this.#waiting.delete(channelId);
      if (waiting.sessions.length > 0) this.#waiting.set(channelId, waiting);
      this.size -= sessions.length;
      return { channelId, sessions };
    }
    return undefined;
  }
}
