import { type SessionEndReason, sessionEndReasons } from '@longwave/contracts';
import type { EdgeChannel } from '../channel/edge-channel';
import type { Listener } from './listener';

/** A mount as people know it: titles in the Ogg stream or not are the same mount. */
export type MountKind = 'ogg' | 'mp3';

interface Count {
  now: number;
  peak: number;
  /** Bytes that those who left were sent. */
  endedBytes: number;
}

/** The mount that a flavour is of. */
export function mountOf(listener: Pick<Listener, 'flavour'>): MountKind {
  return listener.flavour === 'mp3' ? 'mp3' : 'ogg';
}

/** How many listen to what, now and at most. */
export class ListenerCounts {
  /** Weak, since the last listeners of a deleted channel leave after it was forgotten. */
  readonly #counts = new WeakMap<EdgeChannel, Record<MountKind, Count>>();

  /** Stays that ended, by reason, of all channels. */
  readonly ended: Record<SessionEndReason, number> = Object.fromEntries(sessionEndReasons.map((reason) => [reason, 0])) as Record<SessionEndReason, number>;

  note(listener: Listener, change: 'came' | 'left'): void {
    const count = this.#of(listener.channel)[mountOf(listener)];
    count.now += change === 'came' ? 1 : -1;
    count.peak = Math.max(count.peak, count.now);
    if (change === 'came') return;
    count.endedBytes += listener.bytesSent;
    this.ended[listener.endReason] += 1;
  }

  mount(channel: EdgeChannel, kind: MountKind): Readonly<Count> {
    return this.#of(channel)[kind];
  }

  channel(channel: EdgeChannel): number {
    const { ogg, mp3 } = this.#of(channel);
    return ogg.now + mp3.now;
  }

  forget(channel: EdgeChannel): void {
    this.#counts.delete(channel);
  }

  #of(channel: EdgeChannel): Record<MountKind, Count> {
    const known = this.#counts.get(channel) ?? { ogg: { now: 0, peak: 0, endedBytes: 0 }, mp3: { now: 0, peak: 0, endedBytes: 0 } };
    this.#counts.set(channel, known);
    return known;
  }
}
