import { randomInt, randomUUID } from 'node:crypto';
import { AppError, type RelayFeeder, type StreamPositionDto } from '@longwave/contracts';
import { createLogger } from '@longwave/service';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ChannelDirectory } from './channel/channel-directory';
import { EdgeChannel } from './channel/edge-channel';
import { EdgeConfig } from './edge.config';
import { makeQuietLoop } from './filler/quiet-loop';
import { drainListeners } from './listeners/drain-listeners';
import type { Listener } from './listeners/listener';
import { ListenerCounts, mountOf } from './listeners/listener-counts';
import { ListenerHub } from './listeners/listener-hub';
import { SessionLog } from './listeners/session-log';
import { SlowListenerWatch } from './listeners/slow-listener-watch';
import { startMp3Encoder } from './mp3/mp3-encoder';
import { tickEverySlot } from './timeline/slot-ticks';

/** What the figures tell of a relay. */
export type RelayFigures = Pick<RelayFeeder['state'], 'status' | 'connections' | 'titlesSent' | 'bytesSent'>;

const TICK_MS = 100;
const WATCH_EVERY_MS = 5_000;

/** The channels and listeners of this process, and the clock that moves them. */
@Injectable()
export class EdgeService implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly edgeId: string;
  readonly startedAt = new Date();
  readonly counts = new ListenerCounts();
  readonly hub: ListenerHub;
  readonly channels: ChannelDirectory;
  readonly sessions = new SessionLog();
  /** How the relays go that this edge feeds, by id; told by whoever feeds them. */
  relayStates: () => ReadonlyMap<string, RelayFigures> = () => new Map();
  /** Whether it is ending: nobody new is taken, and those who listen are let go. */
  isDraining = false;
  #drained: Promise<void> | undefined;
  readonly #logger = createLogger('edge');
  readonly #loop = makeQuietLoop();
  readonly #listeningSince = new Map<EdgeChannel, Date>();
  #stops: (() => void)[] = [];
  #lastSerial = randomInt(0x7fff_ffff);

  constructor(private readonly config: EdgeConfig) {
    this.edgeId = config.SERVICE_INSTANCE === undefined ? randomUUID() : `${config.SERVICE_INSTANCE}-edge`;
    this.hub = new ListenerHub((listener, change) => {
      this.counts.note(listener, change);
      if (change === 'left') this.#noteSession(listener);
      if (listener.flavour !== 'mp3') return;
      if (change === 'came') listener.channel.mp3.acquire(performance.now());
      else listener.channel.mp3.release(performance.now());
    });
    this.channels = new ChannelDirectory((channel) => {
      const made = new EdgeChannel({
        channel,
        loop: this.#loop,
        newSerial: () => (this.#lastSerial = (this.#lastSerial + 1) >>> 0),
        startEncoder: startMp3Encoder,
        onEncoderDeath: (reason) => this.#logger.warn({ channelId: channel.channelId, reason }, 'the MP3 encoder died; a new one starts'),
      });
      this.#listeningSince.set(made, new Date());
      return made;
    });
  }

  onModuleInit(): void {
    const watch = new SlowListenerWatch(this.hub, this.config.EDGE_PORT, (listener, lagBytes) => {
      this.#logger.info({ channelId: listener.channel.channel.channelId, lagBytes }, 'a listener that does not read was dropped');
    });
    const look = (): void => {
      watch.look().catch((err: unknown) => this.#logger.warn({ err }, 'slow listeners could not be looked for'));
    };
    const looks = setInterval(look, WATCH_EVERY_MS);
    this.#stops = [tickEverySlot(TICK_MS, () => this.#tick()), () => clearInterval(looks)];
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.drain();
  }

  /** Takes nobody any more and lets its listeners go, while all else still runs; returns when the last one is gone. */
  drain(): Promise<void> {
    return (this.#drained ??= this.#letGo());
  }

  async #letGo(): Promise<void> {
    this.isDraining = true;
    const { size } = this.hub;
    if (size > 0) this.#logger.info({ listeners: size, seconds: this.config.EDGE_DRAIN_SECONDS }, 'listeners are let go by and by');
    await drainListeners(this.hub, this.config.EDGE_DRAIN_SECONDS * 1_000);
    await this.hub.closeAll();
  }

  onApplicationShutdown(): void {
    for (const stop of this.#stops) stop();
    for (const channel of this.channels) channel.close();
  }

  startedAtOf(channel: EdgeChannel): Date {
    return this.#listeningSince.get(channel) ?? this.startedAt;
  }

  /** Forgets a deleted channel; its listeners have nothing more to hear. */
  removeChannel(channelId: number): void {
    const channel = this.channels.remove(channelId);
    if (!channel) return;
    for (const listener of [...this.hub]) if (listener.channel === channel) listener.drop('channel-removed');
    this.counts.forget(channel);
    this.#listeningSince.delete(channel);
  }

  /**
   * How far a channel was received.
   *
   * @throws AppError `CHANNEL_NOT_ON_AIR`
   */
  streamPosition(channelId: number, nowMs: number): StreamPositionDto {
    const timeline = this.channels.byId(channelId)?.timeline;
    const received = timeline?.received;
    if (!timeline || !received) throw new AppError('CHANNEL_NOT_ON_AIR', 'nothing was received of this channel', { channelId });
    return { channelId, ...received, dueSample: Math.max(received.nextSample, timeline.dueSample(nowMs) ?? 0) };
  }

  #noteSession(listener: Listener): void {
    const { visitor, flavour, bytesSent, endReason: reason } = listener;
    if (!visitor) return;
    const nowMs = performance.now();
    const { client, network, cameAt } = visitor;
    const durationMs = Math.max(0, Math.round(nowMs - listener.cameMs));
    this.sessions.note(listener.channel.channel.channelId, {
      sessionId: randomUUID(), mount: mountOf(listener), flavour, client, network, startedAt: cameAt.toISOString(), durationMs, bytesSent, reason,
    }, nowMs);
  }

  #tick(): void {
    const nowMs = performance.now();
    const resumed = new Set<EdgeChannel>();
    for (const channel of this.channels) {
      try {
        if (channel.tick(nowMs)) resumed.add(channel);
      } catch (err) {
        // One channel's trouble must not take the sockets of all others with it.
        this.#logger.error({ err, channelId: channel.channel.channelId }, 'a channel could not be moved on');
      }
    }
    if (resumed.size > 0) this.hub.flush(resumed);
    this.hub.tick(nowMs);
  }
}
