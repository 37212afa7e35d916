import type { EdgeChannel } from '../channel/edge-channel';
import type { Listener } from './listener';

/** A mount as people know it: titles in the Ogg stream or not are the same mount. */
export type MountKind = 'ogg' | 'mp3';

interface Count {
  now: number;
  peak: number;
}

/** How many listen to what, now and at most. */
export class ListenerCounts {
  /** Weak, since the last listeners of a deleted channel leave after it was forgotten. */
  readonly #counts = new WeakMap<EdgeChannel, Record<MountKind, Count>>();

  note(listener: Listener, change: 'came' | 'left'): void {
    const count = this.#of(listener.channel)[listener.flavour === 'mp3' ? 'mp3' : 'ogg'];
    count.now += change === 'came' ? 1 : -1;
    count.peak = Math.max(count.peak, count.now);
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
    const known = this.#counts.get(channel) ?? { ogg: { now: 0, peak: 0 }, mp3: { now: 0, peak: 0 } };
    this.#counts.set(channel, known);
    return known;
  }
}
