import { IcyInterleaver } from '@longwave/audio';
import type { SessionEndReason } from '@longwave/contracts';
import type { EdgeChannel } from '../channel/edge-channel';
import type { SharedStream } from '../mux/shared-stream';
import { lineOf } from '../titles/stream-title';

/** The part of a socket that a listener needs. */
export interface ListenerSocket {
  write(bytes: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  readonly writableLength: number;
  readonly destroyed: boolean;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  once(event: 'close', callback: () => void): unknown;
}

/** Which flavour of a channel a listener hears. */
export type MountFlavour = 'endless' | 'chained' | 'mp3';

export interface ListenerOptions {
  socket: ListenerSocket;
  channel: EdgeChannel;
  flavour: MountFlavour;
  /** Seconds of sound it gets at once; with 0 it hears the newest and is written to every 100 ms. */
  burstSeconds: number;
  /** Chosen by the page, to ask for its place with. */
  id?: string | undefined;
  /** Bytes of sound between ICY blocks, for those who asked for titles. */
  metaint?: number | undefined;
  /** Who listens, for statistics. */
  visitor?: Visitor | undefined;
}

/** What is kept of who listens: never the address. */
export interface Visitor {
  client: string;
  network: string;
  cameAt: Date;
}

/** What a socket may hold of ours before the kernel: a listener that far behind is dropped without waiting for the watch. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;

const MONITOR_BACK_SAMPLES = 9_600;

/** One socket that is fed a mount. */
export class Listener {
  readonly socket: ListenerSocket;
  readonly channel: EdgeChannel;
  readonly flavour: MountFlavour;
  readonly id: string | undefined;
  readonly isMonitor: boolean;
  readonly stream: SharedStream;
  readonly #icy: IcyInterleaver | undefined;
  readonly #burstSeconds: number;
  #cursor: number;
  readonly #fromPosition: number;
  #isEnded = false;
  /** Place of the first sample it was sent; undefined until then. */
  firstPosition: number | undefined;
  readonly visitor: Visitor | undefined;
  bytesSent = 0;
  /** Why it ended, once it has. */
  endReason: SessionEndReason = 'left';

  /** @param cameMs when it came, on the clock of `hub.tick` */
  constructor(options: ListenerOptions, readonly cameMs = 0) {
    this.socket = options.socket;
    this.channel = options.channel;
    this.flavour = options.flavour;
    this.id = options.id;
    this.visitor = options.visitor;
    this.isMonitor = options.burstSeconds === 0;
    this.stream = options.channel[options.flavour];
    this.#icy = options.metaint === undefined ? undefined : new IcyInterleaver(options.metaint);
    this.#burstSeconds = options.burstSeconds;
    this.#cursor = this.stream.join(options.burstSeconds);
    // The encoder of a mount is a little behind the channel, by less than this.
    this.#fromPosition = options.channel.timeline.nextPosition - MONITOR_BACK_SAMPLES;
  }

  /** Sends what came since it was last written to. */
  flush(): void {
    const { stream, socket } = this;
    if (this.#cursor >= stream.endIndex || socket.destroyed || this.#isEnded) return;
    if (this.firstPosition === undefined && !this.#begin()) return;
    const bytes = stream.bytesFrom(this.#cursor);
    if (this.#icy) {
      const position = stream.positionAt(this.#cursor);
      if (position !== undefined) this.#icy.setTitle(lineOf(this.channel.titles.at(position)));
      this.#write(this.#icy.push(bytes));
    } else this.#write(bytes);
    this.#cursor = stream.endIndex;
    if (socket.writableLength > MAX_HELD_BYTES) this.drop('too-slow');
  }

  /** Says goodbye: what there is to hear is sent, then the stream is over. */
  end(reason: SessionEndReason): void {
    if (this.#isEnded || this.socket.destroyed) return;
    this.endReason = reason;
    this.flush();
    this.#isEnded = true;
    this.socket.end();
  }

  /** Cuts the line. */
  drop(reason: SessionEndReason): void {
    if (!this.#isEnded) this.endReason = reason;
    this.socket.destroy();
  }

  #write(bytes: Uint8Array): void {
    this.bytesSent += bytes.length;
    this.socket.write(bytes);
  }

  #begin(): boolean {
    const { stream } = this;
    if (!this.isMonitor) this.#cursor = stream.join(this.#burstSeconds);
    // An encoder that was woken by a monitor begins with a burst for others.
    else while (this.#cursor < stream.endIndex && (stream.positionAt(this.#cursor) ?? 0) < this.#fromPosition) this.#cursor += 1;
    if (this.#cursor >= stream.endIndex) return false;
    const prefix = stream.prefixAt(this.#cursor);
    this.firstPosition = stream.positionAt(this.#cursor);
    if (prefix.length > 0) this.#write(prefix);
    return true;
  }
}
