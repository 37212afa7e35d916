import { AppError, kvKeys, libraryContract, mixerContract, queueContract, readPlayhead } from '@longwave/contracts';
import type { ChannelDto, ChannelMode, ChannelModeDto, ChannelOwner, EntryAdded, EntryRemoved, LiveSessionDto, MixerStatusDto, NowPlayingReply, NowPlayingRequest, RpcContract, SetModeRequest, SkipRequest, SteeringReply, StoredPlayhead } from '@longwave/contracts';
import { answerAsInstance, EventBus, MediaKv, NATS_CONNECTION, natsOptions, ServiceClient } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { ChannelSession } from './channels/channel-session';
import { ChannelModes } from './channels/channel-modes';
import { takeOver } from './channels/takeover';
import { MediaCache } from './media-cache/media-cache.service';
import { instanceName, MixerConfig } from './mixer.config';
import { ChannelOwnership } from './ownership/channel-ownership';
import { ConnectionWatch } from './ownership/connection-watch';
import { StandbyPrefetch } from './ownership/standby-prefetch';
import { WorkerHost } from './worker/worker-host';
import type { WorkerReport } from './worker/worker-messages';

const TIMELINE_EVERY_MS = 500;
const RETRY_MS = 500;
/** At the end, so long at most for what a successor needs to be written, and for the channels to be given back. */
const WRITE_MS = 500;
const RELEASE_MS = 500;

interface Channel {
  dto: ChannelDto;
  ownership: ChannelOwnership;
  session: ChannelSession | undefined;
}

/** Which channels there are, which of them this mixer renders, and who hears of what. */
@Injectable()
export class MixerService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly log = createLogger('mixer');
  private readonly channels = new Map<number, Channel>();
  private readonly live = new Map<number, LiveSessionDto>();
  private readonly playheads = new Map<number, StoredPlayhead>();
  private readonly stops: (() => void)[] = [];
  private readonly self: string;
  private readonly worker: WorkerHost;
  private readonly standby: StandbyPrefetch;
  private readonly channelModes: ChannelModes;
  private connectionWatch: ConnectionWatch | undefined;
  private isClosing = false;

  constructor(
    @Inject(MixerConfig) config: MixerConfig,
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    @Inject(MediaKv) private readonly kv: MediaKv,
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(ServiceClient) private readonly services: ServiceClient,
    @Inject(MediaCache) private readonly cache: MediaCache,
  ) {
    this.self = instanceName(config);
    this.channelModes = new ChannelModes(kv);
    this.standby = new StandbyPrefetch({ services, cache, log: this.log });
    const address = { url: config.NATS_URL, user: config.NATS_USER, password: config.NATS_PASSWORD, name: 'mixer-render' };
    this.worker = new WorkerHost(natsOptions(address), (report) => this.onReport(report), (error) => this.onWorkerExit(error));
  }

  onModuleInit(): void {
    this.connectionWatch = new ConnectionWatch(this.connection, () => performance.now(), () => this.refresh());
    this.stops.push(
      this.bus.subscribe(libraryContract.playlistChanged, ({ channelId }) => this.session(channelId)?.playlistChanged()),
      ...[queueContract.entryAdded, queueContract.entryVoted].map((contract) => this.bus.subscribe(contract, (event) => this.onQueueChanged(event))),
      this.bus.subscribe(queueContract.entryRemoved, (event) => this.onQueueChanged(event)),
    );
    this.stops.push(
      answerAsInstance(this.connection, mixerContract.getNowPlaying, this.self, ({ channelId }) => this.owned(channelId).nowPlaying()),
      answerAsInstance(this.connection, mixerContract.getStatus, this.self, ({ channelId }) => this.owned(channelId).status()),
      answerAsInstance(this.connection, mixerContract.skip, this.self, (request) => this.skipHere(request)),
    );
    const timer = setInterval(() => this.each((session) => session.saveTimeline()), TIMELINE_EVERY_MS);
    this.stops.push(() => clearInterval(timer));
    void this.watch<ChannelDto>(kvKeys.allChannels, (id, dto) => this.onChannel(id, dto));
    void this.watch<ChannelOwner>('owner.*', (id, owner, revision) => this.channels.get(id)?.ownership.onEntry(owner, revision));
    void this.watch<unknown>('playhead.*', (id, playhead) => this.onPlayhead(id, playhead));
    void this.watch<LiveSessionDto>(kvKeys.allLive, (id, session) => this.onLive(id, session));
    void this.watch<ChannelMode>('mode.*', (id, mode, revision) => this.onMode(id, mode, revision));
  }

  /** Hands its channels over: their last frames are out and all that is known is written before they are free. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    for (const stop of this.stops) stop();
    const channels = [...this.channels.values()];
    for (const { session } of channels) session?.saveTimeline();
    await this.worker.closeChannels();
    await within(WRITE_MS, Promise.allSettled(channels.flatMap(({ session }) => session?.settle() ?? [])));
    for (const { session } of channels) session?.stop();
    await within(RELEASE_MS, Promise.allSettled(channels.map(({ ownership }) => ownership.stop(true))));
    await this.worker.close();
  }

  getNowPlaying(request: NowPlayingRequest): Promise<NowPlayingReply> {
    return this.atOwner(mixerContract.getNowPlaying, request, (session) => session.nowPlaying());
  }

  getStatus(request: NowPlayingRequest): Promise<MixerStatusDto> {
    return this.atOwner(mixerContract.getStatus, request, (session) => session.status());
  }

  skip(request: SkipRequest): Promise<SteeringReply> {
    return this.atOwner(mixerContract.skip, request, () => this.skipHere(request));
  }

  private async skipHere({ channelId, expectedId, userId }: SkipRequest): Promise<SteeringReply> {
    const applies = await this.owned(channelId).skip(expectedId);
    if (!applies) throw new AppError('NOTHING_TO_SKIP', 'nothing that can be skipped is on the air, or it has been skipped already');
    this.log.info({ channelId, userId, ...applies }, 'skipped');
    return applies;
  }

  getMode(channelId: number): Promise<ChannelModeDto> {
    return this.channelModes.get(channelId);
  }

  async setMode({ channelId, mode, userId }: SetModeRequest): Promise<ChannelModeDto> {
    const set = await this.channelModes.set(channelId, mode);
    this.log.info({ channelId, mode, userId }, 'mode set');
    return set;
  }

  /** A call reaches any mixer; the one that owns the channel answers. */
  private async atOwner<Request extends { channelId: number }, Reply extends object>(
    contract: RpcContract<Request, Reply>, request: Request, answer: (session: ChannelSession) => Reply | Promise<Reply>,
  ): Promise<Reply> {
    const session = this.session(request.channelId);
    if (session) return answer(session);
    const owner = this.channels.get(request.channelId)?.ownership.owner;
    if (owner === undefined || owner === this.self) return answer(this.owned(request.channelId));
    return this.services.callInstance(contract, owner, request);
  }

  private owned(channelId: number): ChannelSession {
    const session = this.session(channelId);
    if (!session) throw new AppError('CHANNEL_NOT_ON_AIR', 'this channel is not on the air here', { channelId });
    return session;
  }

  private session(channelId: number): ChannelSession | undefined {
    return this.channels.get(channelId)?.session;
  }

  private each(work: (session: ChannelSession) => void): void {
    for (const { session } of this.channels.values()) if (session) work(session);
  }

  /** Events may have been lost while NATS was away. */
  private refresh(): void {
    this.each((session) => {
      session.queueChanged();
      session.playlistChanged();
    });
  }

  private onChannel(channelId: number, dto: ChannelDto | undefined): void {
    const known = this.channels.get(channelId);
    if (!dto) {
      if (!known) return;
      this.channels.delete(channelId);
      known.session?.stop();
      void known.ownership.stop(true);
      return;
    }
    if (known) {
      known.dto = dto;
      known.session?.setChannel(dto);
      return;
    }
    const ownership: ChannelOwnership = new ChannelOwnership({
      channelId, self: this.self, kv: this.kv, connection: this.connection, log: this.log,
      connectedForMs: () => this.connectionWatch?.connectedForMs(performance.now()) ?? 0,
      load: () => [...this.channels.values()].filter(({ ownership: other }) => other !== ownership && other.isTaken).length,
      claimed: (epoch) => void this.onClaimed(channelId, epoch),
      restored: () => this.session(channelId)?.storeRestored(),
      lost: () => this.onLost(channelId),
    });
    this.channels.set(channelId, { dto, ownership, session: undefined });
    ownership.start();
    this.holdReady(channelId);
  }

  private async onClaimed(channelId: number, epoch: number): Promise<void> {
    const { kv, services, cache, bus, log } = this;
    try {
      const channel = this.channels.get(channelId);
      if (!channel) return;
      const beganMs = performance.now();
      const { mode, ...found } = await takeOver(channel.dto, { kv, services, cache, heard: () => channel.ownership.heard });
      const foundInMs = Math.round(performance.now() - beganMs);
      if (this.isClosing || channel.ownership.epoch !== epoch || this.channels.get(channelId) !== channel) {
        log.debug({ channelId, epoch, foundInMs }, 'the channel was gone before it could be taken over');
        return;
      }
      // With nothing awaited up to the moment in which the session hears of changes itself.
      const takeover = { ...found, isSilenceRequested: this.channelModes.isSilenceRequested(channelId, mode) };
      const session = new ChannelSession(channel.dto, takeover, {
        epoch, instanceId: this.self, kv, services, bus, cache, log,
        send: (command) => this.worker.send(command),
        isStillOwner: () => channel.ownership.isStillOwner(),
      });
      channel.session = session;
      session.setSilence(takeover.isSilenceRequested);
      session.start();
      session.setLive(this.live.get(channelId));
      log.info({ channelId, epoch, foundInMs, firstSample: takeover.firstSample, catchUpSamples: takeover.nowSample - takeover.firstSample, resumes: takeover.voices.map(({ what }) => what.kind) }, 'took the channel');
    } catch (err) {
      // The KV was there a moment ago; the claim stays ours meanwhile.
      log.warn({ err, channelId }, 'a channel could not be taken over yet');
      setTimeout(() => void this.onClaimed(channelId, epoch), RETRY_MS);
    }
  }

  private onLost(channelId: number): void {
    const channel = this.channels.get(channelId);
    channel?.session?.stop();
    if (channel) channel.session = undefined;
  }

  private onQueueChanged({ entry }: EntryAdded | EntryRemoved): void {
    this.session(entry.communityId)?.queueChanged();
  }

  private onPlayhead(channelId: number, stored: unknown): void {
    const playhead = readPlayhead(stored);
    if (playhead) this.playheads.set(channelId, playhead);
    else this.playheads.delete(channelId);
    this.holdReady(channelId);
  }

  /** What plays on a channel of another mixer's. */
  private holdReady(channelId: number): void {
    const [channel, playhead] = [this.channels.get(channelId), this.playheads.get(channelId)];
    if (playhead && channel && channel.ownership.epoch === undefined) void this.standby.follow(playhead);
  }

  private onLive(channelId: number, session: LiveSessionDto | undefined): void {
    if (session) this.live.set(channelId, session);
    else this.live.delete(channelId);
    this.session(channelId)?.setLive(session);
  }

  private onMode(channelId: number, mode: ChannelMode | undefined, revision: number): void {
    this.channelModes.onEntry(channelId, mode, revision);
    this.session(channelId)?.setSilence(this.channelModes.isSilenceRequested(channelId));
  }

  private async watch<T>(pattern: string, handler: (channelId: number, value: T | undefined, revision: number) => void): Promise<void> {
    while (!this.isClosing) {
      try {
        const stop = await this.kv.watch<T>(pattern, ({ key, value, revision }) => handler(Number(key.split('.')[1]), value, revision));
        this.stops.push(stop);
        return;
      } catch (err) {
        this.log.debug({ err, pattern }, 'the KV cannot be watched yet');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private onReport(report: Exclude<WorkerReport, { type: 'closed' }>): void {
    if (report.type === 'ready') return;
    if (report.type === 'log') this.log[report.level](report.fields, report.message);
    else this.session(report.channelId)?.onReport(report);
  }

  /** Without its renderer a mixer is of no use: the supervisor starts a whole one, which goes on at the same sample. */
  private onWorkerExit(err: Error): void {
    this.log.fatal({ err }, 'the rendering thread is gone');
    process.exit(1);
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms).unref())]);
}
