import { type RelayFeeder, type RelaySettings, type RelayTarget, maskedRelayTarget, parseRelayTarget } from '@longwave/contracts';
import type { EgressAllow } from '@longwave/egress';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EdgeChannel } from '../channel/edge-channel';
import type { ReadTables } from '../listeners/slow-listener-watch';
import { openSource, tellTitle } from './open-source';
import { RelayError } from './relay-error';
import { retryDelayMs } from './retry-delay-ms';
import { sendStream } from './send-stream';
import type { SourceFacts } from './source-messages';
import { TitleTeller } from './title-teller';

const LOOK_FOR_SOUND_MS = 200;
/** A connection that held so long was a good one: what breaks it is a first failure. */
const GOOD_AFTER_MS = 10_000;
const GOODBYE_MS = 500;

export interface RelayFeedDependencies {
  relay: RelaySettings;
  /** The channel, once this edge has it. */
  channel: () => EdgeChannel | undefined;
  allow: EgressAllow;
  /** The station's page, told to the target. */
  url: string | undefined;
  /** Tells what the kernel holds of the sockets. */
  readTables: ReadTables;
  log: Logger;
  nowMs: () => number;
  date: () => Date;
  /** In [0, 1). */
  random: () => number;
  /** Hears that the status changed. */
  onChange: () => void;
}

/** Feeds one target for as long as it runs: connects, sends in real time, and begins again whenever that ends. */
export class RelayFeed {
  readonly #deps: RelayFeedDependencies;
  readonly #abort = new AbortController();
  readonly #state: RelayFeeder['state'] = { status: 'waiting', connectedSince: null, lastError: null, lastErrorAt: null, connections: 0, titlesSent: 0, bytesSent: 0 };
  #connectedAtMs = Infinity;
  #running: Promise<void> | undefined;

  constructor(deps: RelayFeedDependencies) {
    this.#deps = deps;
  }

  /** How it goes. */
  get state(): RelayFeeder['state'] {
    return { ...this.#state };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the stream, and returns once the target has been told. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { nowMs, random } = this.#deps;
    let failures = 0;
    while (!this.#isOver) {
      this.#connectedAtMs = Infinity;
      const error = await this.#connection();
      if (this.#isOver) return;
      failures = nowMs() - this.#connectedAtMs >= GOOD_AFTER_MS ? 1 : failures + 1;
      const waitMs = retryDelayMs(error.kind, failures, random());
      this.#failed(error, waitMs);
      await this.#pause(waitMs);
    }
  }

  /** One connection from its beginning to its end. @returns why it ended */
  async #connection(): Promise<RelayError> {
    try {
      const target = parseRelayTarget(this.#deps.relay.target);
      if (!target) return new RelayError('refused', 'its address cannot be read');
      const channel = await this.#soundingChannel();
      this.#change('connecting');
      const socket = await openSource({ target, allow: this.#deps.allow, signal: this.#abort.signal }, this.#facts(channel));
      return await this.#feed(socket, channel, target);
    } catch (error) {
      return error instanceof RelayError ? error : new RelayError('broken', 'it failed', { cause: error });
    }
  }

  /** A target gives up a source that sends nothing, so it is not asked before there is something. */
  async #soundingChannel(): Promise<EdgeChannel> {
    for (;;) {
      if (this.#isOver) throw new RelayError('broken', 'ended');
      const channel = this.#deps.channel();
      if (channel && channel.soundAt(this.#deps.nowMs()) !== 'none') return channel;
      await this.#pause(LOOK_FOR_SOUND_MS);
    }
  }

  async #feed(socket: Socket, channel: EdgeChannel, target: RelayTarget): Promise<RelayError> {
    const { format } = this.#deps.relay;
    this.#connectedAtMs = this.#deps.nowMs();
    this.#state.connections += 1;
    this.#state.connectedSince = this.#deps.date().toISOString();
    this.#change('connected');
    this.#deps.log.info(this.#who(target), 'a relay is fed');
    const teller = this.#teller(target);
    try {
      // The encoder runs only while somebody listens: here, from now until the line breaks.
      if (format === 'mp3') channel.mp3.acquire(this.#deps.nowMs());
      return await sendStream({
        socket, channel, stream: format === 'mp3' ? channel.mp3 : channel.chained, signal: this.#abort.signal, readTables: this.#deps.readTables,
        isChannelThere: () => this.#deps.channel() === channel,
        onSent: (bytes) => void (this.#state.bytesSent += bytes),
        // An Ogg stream carries its titles itself.
        onTitle: (line) => (format === 'mp3' ? teller.want(line) : void (this.#state.titlesSent += 1)),
      });
    } finally {
      teller.stop();
      if (format === 'mp3') channel.mp3.release(this.#deps.nowMs());
      await goodbye(socket);
    }
  }

  #teller(target: RelayTarget): TitleTeller {
    const address = { target, allow: this.#deps.allow, signal: this.#abort.signal };
    return new TitleTeller(
      async (line) => {
        const isTaken = await tellTitle(address, line);
        if (isTaken) this.#state.titlesSent += 1;
        return isTaken;
      },
      (err) => this.#deps.log.debug({ err, ...this.#who(target) }, 'a title could not be told'),
    );
  }

  #facts({ channel, mp3 }: EdgeChannel): SourceFacts {
    const { name, description, genre, opusKbps } = channel;
    const isMp3 = this.#deps.relay.format === 'mp3';
    return { name, description, genre, url: this.#deps.url, kbps: isMp3 ? mp3.kbps : opusKbps, contentType: isMp3 ? 'audio/mpeg' : 'audio/ogg' };
  }

  #failed(error: RelayError, waitMs: number): void {
    this.#state.connectedSince = null;
    this.#state.lastError = error.message.slice(0, 300);
    this.#state.lastErrorAt = this.#deps.date().toISOString();
    this.#change('waiting');
    const target = parseRelayTarget(this.#deps.relay.target);
    const cause = error.cause instanceof Error ? error.cause.message : undefined;
    this.#deps.log.warn({ reason: error.message, cause, waitMs, ...(target ? this.#who(target) : {}) }, 'a relay is not fed');
  }

  #change(status: RelayFeeder['state']['status']): void {
    this.#state.status = status;
    this.#deps.onChange();
  }

  #who(target: RelayTarget): { relayId: string; target: string } {
    return { relayId: this.#deps.relay.relayId, target: maskedRelayTarget(target) };
  }

  get #isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  async #pause(ms: number): Promise<void> {
    try {
      await delay(ms, undefined, { signal: this.#abort.signal, ref: false });
    } catch {
      // Told to end; who waits looks.
    }
  }
}

/** Lets what was sent arrive, so that the target sees an end and gives the mount to the next. */
async function goodbye(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, GOODBYE_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.end();
  });
  socket.destroy();
}
