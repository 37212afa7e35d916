import { AppError, mixerContract, queueContract } from '@longwave/contracts';
import type { EntryAdded } from '@longwave/contracts';
import { ChannelDirectory, EventBus, ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelsService } from '../channels/channels.service';
import { ListenersService } from '../channels/listeners.service';
import { AddressReader } from '../http/address-reader';
import { ChannelFeed } from './channel-feed';
import { EventClient } from './event-client';
import { eventKinds } from './event-kinds';
import type { EventKind } from './event-kinds';

export const HEARTBEAT_MS = 15_000;
/** Of one gateway. */
export const MAX_CLIENTS = 5_000;
/** A school or an office may stand behind one address. */
export const MAX_CLIENTS_PER_ADDRESS = 100;
const kinds = Object.keys(eventKinds) as EventKind[];

/** Feeds of live events, one for each channel that somebody reads. */
@Injectable()
export class EventsService implements OnModuleInit, OnModuleDestroy {
  private readonly log = createLogger('events');
  private readonly feeds = new Map<number, ChannelFeed>();
  private readonly perAddress = new Map<string, number>();
  private readonly listenerRevs = new Map<number, { rev: number; listeners: number }>();
  private readonly clients = new Set<EventClient>();
  private isClosing = false;
  private stops: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: EventBus,
    private readonly services: ServiceClient,
    private readonly channels: ChannelsService,
    private readonly directory: ChannelDirectory,
    private readonly listeners: ListenersService,
    private readonly addresses: AddressReader,
  ) {}

  onModuleInit(): void {
    const requeue = ({ entry }: EntryAdded) => this.refreshSoon(entry.communityId, 'queue');
    this.stops = [
      this.bus.subscribe(mixerContract.nowPlayingChanged, ({ rev, nowPlaying }) => {
        const listeners = this.listeners.of(nowPlaying.channelId);
        this.feeds.get(nowPlaying.channelId)?.offer('now_playing', { rev, nowPlaying: { ...nowPlaying, listeners } } as { rev: number });
      }),
      this.bus.subscribe(queueContract.entryAdded, requeue),
      this.bus.subscribe(queueContract.entryVoted, requeue),
      this.bus.subscribe(queueContract.entryStarted, requeue),
      this.bus.subscribe(queueContract.entryRemoved, requeue),
    ];
    this.listeners.onCount((channelId) => this.refreshSoon(channelId, 'listeners'));
    this.timer = setInterval(() => this.beat(), HEARTBEAT_MS);
  }

  onModuleDestroy(): void {
    this.isClosing = true;
    clearInterval(this.timer);
    for (const stop of this.stops) stop();
    // An open stream would keep the server from closing, also one that still waits for its snapshot.
    for (const client of this.clients) client.end();
  }

  get openClients(): number {
    return this.clients.size;
  }

  /** @throws AppError before the stream begins: `CHANNEL_NOT_FOUND`, `RATE_LIMITED` or `SERVICE_UNAVAILABLE` */
  async stream(channelId: number, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.directory.get(channelId);
    // It has no body, so it would wait for the end of a stream that never ends.
    if (request.method === 'HEAD') return void (await reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store').send());
    const feed = this.feedOf(channelId);
    const client = new EventClient(reply.raw);
    const leave = this.enter(client, this.addresses.subjectOf(request));
    let isGone = false;
    const gone = () => {
      isGone = true;
      feed.clients.delete(client);
      leave();
    };
    if (reply.raw.destroyed) return gone();
    reply.raw.once('close', gone);
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'keep-alive' });
    reply.raw.write('retry: 2000\n\n');
    // The feed hears changes already; whatever comes while the snapshots are taken is in them or after them.
    await Promise.all(kinds.map((kind) => feed.refresh(kind)));
    if (isGone as boolean || this.isClosing) return;
    feed.join(client, kinds);
  }

  /** Takes a place among the clients; returns what gives it back. */
  private enter(client: EventClient, subject: string): () => void {
    const mine = this.perAddress.get(subject) ?? 0;
    if (mine >= MAX_CLIENTS_PER_ADDRESS) throw new AppError('RATE_LIMITED', 'too many event streams from one address', { retryAfterSeconds: 30 });
    if (this.isClosing || this.clients.size >= MAX_CLIENTS) throw new AppError('SERVICE_UNAVAILABLE', 'this gateway has no room for event streams now', { service: 'gateway' });
    this.perAddress.set(subject, mine + 1);
    this.clients.add(client);
    return () => {
      if (!this.clients.delete(client)) return;
      const left = (this.perAddress.get(subject) ?? 1) - 1;
      if (left > 0) this.perAddress.set(subject, left);
      else this.perAddress.delete(subject);
    };
  }

  private feedOf(channelId: number): ChannelFeed {
    let feed = this.feeds.get(channelId);
    if (!feed) {
      feed = new ChannelFeed((kind) => this.snapshot(channelId, kind));
      this.feeds.set(channelId, feed);
    }
    return feed;
  }

  private async snapshot(channelId: number, kind: EventKind): Promise<{ rev: number } | undefined> {
    if (kind === 'listeners') return this.listenersEvent(channelId);
    try {
      if (kind === 'queue') return await this.services.call(queueContract.list, { channelId });
      return await this.channels.nowPlayingWithRev(channelId);
    } catch (err) {
      // The owner is away: readers keep what they have, and get the rest when it is back.
      this.log.debug({ err, channelId, kind }, 'no snapshot');
      return undefined;
    }
  }

  private listenersEvent(channelId: number): { rev: number } {
    const listeners = this.listeners.of(channelId);
    const known = this.listenerRevs.get(channelId);
    const event = known?.listeners === listeners ? known : { rev: (known?.rev ?? 0) + 1, listeners };
    this.listenerRevs.set(channelId, event);
    return { channelId, ...event } as { rev: number };
  }

  private refreshSoon(channelId: number, kind: EventKind): void {
    const feed = this.feeds.get(channelId);
    if (!feed || feed.clients.size === 0) return;
    void feed.refresh(kind);
  }

  /** Also finds what was told while NATS was away, and edges that fell silent. */
  private beat(): void {
    for (const client of this.clients) {
      if (client.isStuck()) client.drop();
      else client.beat();
    }
    for (const feed of this.feeds.values()) {
      if (feed.clients.size > 0) for (const kind of kinds) void feed.refresh(kind);
    }
  }
}
