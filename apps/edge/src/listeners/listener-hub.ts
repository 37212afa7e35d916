import type { EdgeChannel } from '../channel/edge-channel';
import { Listener, type ListenerOptions } from './listener';

/** Writes go out in this many groups, one every 100 ms, so that each listener is written to once a second. */
const GROUPS = 10;
const GROUP_MS = 100;
/**
 * Who came before there was sound, and a new listener of MP3, is written to with every group until the encoder it may have
 * woken gives a steady stream. Others have their burst: in a rush of thousands twelve writes to each would be too many.
 */
const SETTLING_MS = 1_200;
const GOODBYE_MS = 100;
const CLOSING_MS = 10;

/**
 * All listeners of this edge, and who is written to when. A write costs about 15 µs whatever its size, so a second of
 * sound goes out in one; those who measure or monitor (`?burst=0`) get every 100 ms what there is.
 */
export class ListenerHub {
  readonly #groups = Array.from({ length: GROUPS }, () => new Set<Listener>());
  readonly #monitors = new Set<Listener>();
  readonly #settling = new Map<Listener, number>();
  readonly #byId = new Map<string, Listener>();
  #nextGroup = 0;
  #doneSlot: number | undefined;
  /** Listeners now. */
  size = 0;
  /** Writes that went out a turn (100 ms) or more after theirs. */
  lateWrites = 0;

  /** @param onChange hears of every listener that came or left */
  constructor(private readonly onChange: (listener: Listener, change: 'came' | 'left') => void = () => undefined) {}

  /** Takes a listener in, sends it its burst, and keeps it until its socket closes. */
  add(options: ListenerOptions, nowMs: number): Listener {
    const listener = new Listener(options, nowMs);
    const group = listener.isMonitor ? this.#monitors : this.#groups[this.#nextGroup++ % GROUPS];
    group?.add(listener);
    if (listener.id !== undefined) this.#byId.set(listener.id, listener);
    this.size += 1;
    listener.socket.once('close', () => {
      group?.delete(listener);
      this.#settling.delete(listener);
      if (listener.id !== undefined && this.#byId.get(listener.id) === listener) this.#byId.delete(listener.id);
      this.size -= 1;
      this.onChange(listener, 'left');
    });
    this.onChange(listener, 'came');
    listener.flush();
    if (!listener.socket.destroyed && (listener.flavour === 'mp3' || listener.firstPosition === undefined)) this.#settling.set(listener, nowMs + SETTLING_MS);
    return listener;
  }

  /** Writes to those whose turn it is; to be called every 100 ms. After a stall nobody is left out. */
  tick(nowMs: number): void {
    const slot = Math.floor(nowMs / GROUP_MS);
    const from = Math.max((this.#doneSlot ?? slot - 1) + 1, slot - GROUPS + 1);
    for (let turn = from; turn <= slot; turn++) {
      const group = this.#groups[turn % GROUPS];
      if (turn < slot) this.lateWrites += group?.size ?? 0;
      group?.forEach((listener) => listener.flush());
    }
    this.#doneSlot = slot;
    for (const listener of this.#monitors) listener.flush();
    for (const [listener, untilMs] of this.#settling) {
      listener.flush();
      if (nowMs > untilMs && listener.firstPosition !== undefined) this.#settling.delete(listener);
    }
  }

  /** Writes to everybody on these channels at once. */
  flush(channels: ReadonlySet<EdgeChannel>): void {
    for (const listener of this) if (channels.has(listener.channel)) listener.flush();
  }

  byId(id: string): Listener | undefined {
    return this.#byId.get(id);
  }

  *[Symbol.iterator](): Iterator<Listener> {
    for (const group of this.#groups) yield* group;
    yield* this.#monitors;
  }

  /** Says goodbye to everybody, so that players see an end rather than a broken line. */
  async closeAll(): Promise<void> {
    for (const listener of this) listener.end('server-ended');
    if (this.size > 0) await new Promise((resolve) => setTimeout(resolve, GOODBYE_MS));
    for (const listener of [...this]) listener.drop('server-ended');
    // The sockets tell that they are closed a turn later.
    await new Promise((resolve) => setTimeout(resolve, CLOSING_MS));
  }
}
