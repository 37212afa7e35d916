import { kvKeys, decodeFrameMessage, decodeResendReply, mediaSubjects, mixerContract } from '@longwave/contracts';
import type { ChannelDto, ResendRequest } from '@longwave/contracts';
import { EventBus, MediaKv, NATS_CONNECTION, ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import { EdgeService } from '../edge.service';
import type { EdgeChannel } from './edge-channel';

const RESEND_TIMEOUT_MS = 1_000;
const LOOK_EVERY_MS = 100;
const RETRY_WATCH_MS = 500;
const RETRY_TITLE_MS = 2_000;

/** Brings the channels and their frames from NATS to the edge. While NATS is away what is known stays. */
@Injectable()
export class ChannelFeedService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = createLogger('channel-feed');
  readonly #subscriptions = new Map<number, Subscription>();
  /** Channels whose resend is asked for; a new set for each connection, since no answer outlives its own. */
  #asking = new Set<number>();
  #isConnected = true;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  #ends: (() => void)[] = [];

  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    private readonly kv: MediaKv,
    private readonly bus: EventBus,
    private readonly services: ServiceClient,
    private readonly edge: EdgeService,
  ) {}

  onApplicationBootstrap(): void {
    this.#ends.push(
      this.bus.subscribe(mixerContract.nowPlayingChanged, ({ nowPlaying, rev }) => {
        this.edge.channels.byId(nowPlaying.channelId)?.nowPlaying(nowPlaying, rev);
      }),
    );
    this.#timer = setInterval(() => this.#askForGaps(), LOOK_EVERY_MS);
    void this.#watchChannels();
    void this.#watchConnection();
  }

  onApplicationShutdown(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    for (const end of this.#ends) end();
    for (const subscription of this.#subscriptions.values()) subscription.unsubscribe();
  }

  async #watchChannels(): Promise<void> {
    while (!this.#isOver) {
      try {
        const stop = await this.kv.watch<ChannelDto>(kvKeys.allChannels, ({ key, value }) => {
          if (value) this.#put(value);
          else this.#remove(Number(key.split('.').at(-1)));
        });
        if (this.#isOver) stop();
        else this.#ends.push(stop);
        return;
      } catch (err) {
        this.#logger.warn({ err }, 'the list of channels cannot be read yet');
        await delay(RETRY_WATCH_MS);
      }
    }
  }

  async #watchConnection(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') {
        this.#isConnected = false;
        for (const channel of this.edge.channels) channel.timeline.isCutOff = true;
        // What is here already would wait for its listeners' turn, up to a second: they may need it now.
        this.edge.hub.flush(new Set(this.edge.channels));
      }
      if (status.type !== 'reconnect') continue;
      this.#isConnected = true;
      this.#asking = new Set();
      for (const channel of this.edge.channels) {
        void this.#ask(channel, channel.timeline.wantedNext ?? 0);
        void this.#askTitle(channel);
      }
    }
  }

  #put(dto: ChannelDto): void {
    const made = this.edge.channels.put(dto);
    if (!made) return;
    this.#logger.info({ channelId: dto.channelId, slug: dto.slug }, 'channel taken up');
    this.#subscriptions.set(dto.channelId, this.connection.subscribe(mediaSubjects.frames(dto.channelId), {
      callback: (error, message) => {
        const frames = error ? undefined : decodeFrameMessage(message.data);
        if (frames) made.receive(frames, performance.now());
      },
    }));
    void this.#ask(made, 0);
    void this.#askTitle(made);
  }

  #remove(channelId: number): void {
    this.#subscriptions.get(channelId)?.unsubscribe();
    this.#subscriptions.delete(channelId);
    this.edge.removeChannel(channelId);
    this.#logger.info({ channelId }, 'channel removed');
  }

  #askForGaps(): void {
    // It would be thrown away by the connection to come, and be waited for until its time is up.
    if (!this.#isConnected) return;
    const nowMs = performance.now();
    for (const channel of this.edge.channels) {
      const fromSample = channel.timeline.resendWanted(nowMs);
      if (fromSample !== undefined) void this.#ask(channel, fromSample);
    }
  }

  /** Asks the owner for what it sent; nobody there is no error, it will be asked again. */
  async #ask(channel: EdgeChannel, fromSample: number): Promise<void> {
    const { channelId } = channel.channel;
    const asking = this.#asking;
    // After the line was down others may hear it before the owner is back, and stay silent: then the next question follows
    // at once instead of after the time limit of the first.
    if (asking.has(channelId) && !channel.timeline.isCutOff) return;
    asking.add(channelId);
    const request: ResendRequest = { channelId, fromSample };
    try {
      const reply = await this.connection.request(mediaSubjects.resend, JSON.stringify(request), { timeout: RESEND_TIMEOUT_MS });
      const nowMs = performance.now();
      const messages = decodeResendReply(reply.data);
      for (const message of messages) channel.receive(message, nowMs, true);
      // Whoever answers, and be it with nothing, is there: so is the line.
      channel.timeline.isCutOff = false;
      if (messages.length > 0) channel.timeline.settle();
    } catch (err) {
      this.#logger.debug({ err, channelId }, 'nobody sent again what is missing');
    } finally {
      asking.delete(channelId);
    }
  }

  /** Asks what plays until it is told: the events of before were missed. */
  async #askTitle(channel: EdgeChannel): Promise<void> {
    const { channelId } = channel.channel;
    while (!this.#isOver && this.edge.channels.byId(channelId) === channel) {
      try {
        const { nowPlaying, rev } = await this.services.call(mixerContract.getNowPlaying, { channelId });
        return channel.nowPlaying(nowPlaying, rev);
      } catch (err) {
        this.#logger.debug({ err, channelId }, 'the mixer does not tell yet what plays');
        await delay(RETRY_TITLE_MS);
      }
    }
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
