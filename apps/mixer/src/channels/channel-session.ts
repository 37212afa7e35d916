import { kvKeys, mixerContract } from '@longwave/contracts';
import type { ChannelDto, LiveSessionDto, MixerStatusDto, NowPlayingDto, StoredMix, StoredPlayhead, Timeline } from '@longwave/contracts';
import type { EventBus, MediaKv, ServiceClient } from '@longwave/messaging';
import type { Logger } from 'pino';
import { FallbackDirector } from '../director/fallback.director';
import { RequestDirector } from '../director/request.director';
import { LiveSessions } from '../live/live-sessions';
import type { MediaCache } from '../media-cache/media-cache.service';
import { emptyProgramme, toNowPlaying } from '../now-playing/now-playing';
import type { Programme } from '../now-playing/now-playing';
import { Revision } from '../now-playing/revision';
import { OwnedKey } from '../ownership/owned-key';
import type { EngineEvent, EngineSettings, OnAir } from '../render/engine-events';
import type { EngineMix } from '../render/engine-mix';
import type { PlayableItem } from '../render/playable-item';
import { ChannelGauges } from '../worker/channel-gauges';
import type { WorkerCommand, WorkerReport } from '../worker/worker-messages';
import { KnownItems } from './known-items';
import { PendingSkips } from './pending-skips';
import type { Applies } from './pending-skips';
import { itemAtStart, mixAtStart, programmeAtStart } from './programme-at-start';
import { SilenceLog } from './silence-log';
import { storedItem, storedMix } from './stored-mix';
import type { Takeover } from './takeover';

const MAX_FINISHED = 20;
/** Items the worker holds in advance, so that it can go on while this thread stands still. */
const UPCOMING = 4;

export interface SessionDependencies {
  epoch: number;
  instanceId: string;
  kv: MediaKv;
  services: ServiceClient;
  bus: EventBus;
  cache: MediaCache;
  log: Logger;
  send: (command: WorkerCommand) => void;
  isStillOwner: () => Promise<boolean>;
}

/** One channel that this mixer owns: what plays next, what plays now, and what others are told of it. */
export class ChannelSession {
  readonly #deps: SessionDependencies;
  readonly #takeover: Takeover;
  readonly #gauges = new ChannelGauges();
  readonly #fallback: FallbackDirector;
  readonly #requests: RequestDirector;
  readonly #live: LiveSessions;
  readonly #timeline: OwnedKey<Timeline>;
  readonly #playhead: OwnedKey<StoredPlayhead>;
  readonly #revision: Revision;
  readonly #silences: SilenceLog;
  readonly #known = new KnownItems();
  readonly #skips = new PendingSkips();
  #channel: ChannelDto;
  #isSilenceRequested = false;
  #programme: Programme;
  #onAirItem: PlayableItem | undefined;
  #mix: StoredMix | null;
  #finished: string[];
  readonly #requestedBy = (key: string): string | null => this.#known.get(key)?.requestedBy ?? null;

  constructor(channel: ChannelDto, takeover: Takeover, deps: SessionDependencies) {
    const { kv, log, isStillOwner, services, cache, epoch } = deps;
    const { channelId } = channel;
    this.#deps = deps;
    this.#channel = channel;
    this.#takeover = takeover;
    this.#finished = takeover.playhead?.finishedEntryIds ?? [];
    this.#revision = new Revision(() => Date.now(), takeover.playhead?.rev);
    for (const { item, media, requestedBy } of takeover.files) this.#known.set(item.key, { media, requestedBy });
    this.#programme = programmeAtStart(takeover);
    this.#onAirItem = itemAtStart(takeover);
    this.#mix = mixAtStart(takeover);
    this.#timeline = new OwnedKey({ kv, key: kvKeys.timeline(channelId), log, isStillOwner }, takeover.timelineRevision);
    this.#playhead = new OwnedKey({ kv, key: kvKeys.playhead(channelId), log, isStillOwner }, takeover.playheadRevision);
    this.#silences = new SilenceLog({ channelId, bus: deps.bus, log, nextRev: () => this.#revision.next(), thresholdDbfs: () => this.#channel.silenceThresholdDbfs });
    const common = { channelId, services, cache, log, targetLufs: () => this.#channel.targetLufs, changed: () => this.#sendUpcoming() };
    this.#fallback = new FallbackDirector(common, takeover.upcoming);
    this.#requests = new RequestDirector(
      { ...common, epoch, unplayable: (entry, message) => this.#tellFailed(entry.track.trackId, entry.id, message) },
      [...this.#finished, ...(this.#programme.entryId === null ? [] : [this.#programme.entryId])],
    );
    this.#live = new LiveSessions({ channelId, epoch, services, send: deps.send, log, changed: (session) => this.#liveChanged(session) });
  }

  get channelId(): number {
    return this.#channel.channelId;
  }

  /** On the air with what is known; the rest follows. */
  start(): void {
    const { firstSample, nowSample, atMonotonicMs, timelineId, voices, recentSound } = this.#takeover;
    const { epoch, cache, send, instanceId, bus } = this.#deps;
    const { channelId } = this;
    this.#gauges.nextSample = firstSample;
    send({
      type: 'open-channel', channelId, epoch, timelineId, firstSample, nowSample, atMonotonicMs,
      settings: this.#settings(), opusKbps: this.#channel.opusKbps,
      voices, recentSound: recentSound ?? null, upcoming: this.#upcoming(),
      gauges: this.#gauges.buffer, positionFile: cache.positionFile(channelId),
    });
    bus.publish(mixerContract.channelMoved, { rev: this.#revision.next(), channelId, instanceId, epoch, firstSample });
    this.#tellMissed();
    this.#changed();
    this.saveTimeline();
    if (this.#onAirItem?.tier === 'playlist') this.#fallback.resumed(this.#onAirItem.trackId);
    this.#fallback.start();
    this.#requests.start(this.#takeover.playhead?.started);
  }

  /** What a successor goes on by is written; bounded by the time a write may take. */
  async settle(): Promise<void> {
    await this.#playhead.written();
  }

  stop(): void {
    this.#deps.send({ type: 'close-channel', channelId: this.channelId });
    for (const part of [this.#fallback, this.#requests, this.#live, this.#timeline, this.#playhead]) part.stop();
    this.#skips.stop();
  }

  /** The channel's settings as the KV has them. */
  setChannel(channel: ChannelDto): void {
    const { fallbackPlaylistId } = this.#channel;
    this.#channel = channel;
    this.#sendSettings();
    this.#sendUpcoming();
    if (channel.fallbackPlaylistId !== fallbackPlaylistId) this.#fallback.playlistChanged();
  }

  setSilence(isRequested: boolean): void {
    this.#isSilenceRequested = isRequested;
    this.#sendSettings();
  }

  setLive(session: LiveSessionDto | undefined): void {
    this.#live.set(session);
  }

  playlistChanged(): void {
    this.#fallback.playlistChanged();
  }

  queueChanged(): void {
    void this.#requests.look();
  }

  /** To be called at least once a second. */
  saveTimeline(): void {
    this.#timeline.put({ timelineId: this.#takeover.timelineId, nextSample: this.#gauges.nextSample, writtenAt: new Date().toISOString() });
  }

  /** What a successor goes on by was lost with the store; it is written once more, not only at the next change. */
  storeRestored(): void {
    this.#savePlayhead();
  }

  nowPlaying(): { rev: number; nowPlaying: NowPlayingDto } {
    const channel = { channelId: this.channelId, timelineId: this.#takeover.timelineId, nextSample: this.#gauges.nextSample };
    return { rev: this.#revision.current, nowPlaying: toNowPlaying(this.#programme, channel) };
  }

  status(): MixerStatusDto {
    const { nextSample, rmsDb, tierRmsDb, demotedLiveRmsDb, silentForMs, dueFrames, lateFrames, missedFrames, resentFrames } = this.#gauges;
    return {
      channelId: this.channelId, nextSample, tier: this.#programme.tier, rmsDb, tierRmsDb, demotedLiveRmsDb: Number.isNaN(demotedLiveRmsDb) ? null : demotedLiveRmsDb,
      silentForMs, isSilenceRequested: this.#isSilenceRequested, dueFrames, lateFrames, missedFrames, resentFrames, silences: this.#silences.counts, epoch: this.#deps.epoch,
    };
  }

  /** Skips what is on the air. @returns null when nothing that can be skipped is, or it is another thing by now */
  skip(expectedId?: string | null): Promise<Applies | null> {
    const item = this.#onAirItem;
    const isMeant = expectedId == null || expectedId === item?.trackId || expectedId === item?.entryId;
    if (!item || !isMeant) return Promise.resolve(null);
    return this.#skips.ask((requestId) => this.#deps.send({ type: 'skip', channelId: this.channelId, requestId, key: item.key }));
  }

  onReport(report: Exclude<WorkerReport, { type: 'ready' | 'closed' | 'log' }>): void {
    switch (report.type) {
      case 'engine':
        return this.#onEngine(report.event);
      case 'jumped':
        return this.#onJump(report.fromSample, report.toSample);
      case 'skip-answer':
        return this.#skips.answer(report.requestId, report.applies);
      case 'live-wants-attach':
        return this.#live.wantsAttach(report.sessionId, report.why, report.message);
    }
  }

  #onEngine(event: EngineEvent): void {
    switch (event.type) {
      case 'on-air':
        return this.#onAir(event.onAir, event.mix, event.sample);
      case 'item-ended':
        return this.#onEnded(event);
      case 'item-due':
        void this.#requests.due(event.item.key).then(() => this.#savePlayhead());
        // Before the answer too: in between it would wait nowhere.
        return this.#savePlayhead();
      case 'item-unplayable':
        return this.#onUnplayable(event.item, event.message);
      case 'silence-started':
      case 'silence-ended':
        return this.#silences.add(event);
      case 'skipped':
        return;
    }
  }

  #onAir(onAir: OnAir, mix: EngineMix, atSample: number): void {
    // What begins in the 100 ms that prime the encoder is heard from the first sample on.
    const sample = Math.max(atSample, this.#takeover.firstSample);
    this.#onAirItem = 'item' in onAir ? onAir.item : undefined;
    // Before the item leaves the list of what comes, which knows who asked for it.
    this.#mix = storedMix(mix, this.#requestedBy);
    if ('item' in onAir) {
      const { item } = onAir;
      const known = this.#known.get(item.key);
      this.#programme = {
        ...emptyProgramme(onAir.tier, sample),
        entryId: item.entryId, track: known?.media.track ?? null, requestedBy: known?.requestedBy ?? null,
        offsetSamples: Math.round(item.startMs * 48),
      };
      if (item.entryId === null) this.#fallback.played(item.key);
      else {
        this.#fallback.heard(item.trackId);
        this.#requests.played(item.key);
      }
      this.#sendUpcoming();
    } else {
      const liveSession = 'sessionId' in onAir ? (this.#live.find(onAir.sessionId) ?? null) : null;
      this.#programme = { ...emptyProgramme(onAir.tier, sample), liveSession };
    }
    this.#deps.log.info({ channelId: this.channelId, tier: onAir.tier, sample, track: this.#programme.track?.name }, 'on the air');
    this.#changed();
  }

  #onEnded({ item, reason, message, sample }: Extract<EngineEvent, { type: 'item-ended' }>): void {
    if (reason === 'failed') this.#deps.log.warn({ trackId: item.trackId, reason: message }, 'a track failed on the air');
    this.#known.delete(item.key);
    if (item.entryId !== null) {
      this.#finished = [...this.#finished, item.entryId].slice(-MAX_FINISHED);
      this.#savePlayhead();
    }
    this.#tellEnded(item.trackId, item.entryId, reason, message, sample);
  }

  #onUnplayable(item: PlayableItem, message: string): void {
    this.#deps.log.warn({ trackId: item.trackId, reason: message }, 'a track could not be decoded');
    this.#known.delete(item.key);
    if (item.entryId !== null) return this.#requests.refuse(item.key, message);
    this.#fallback.drop(item.key);
    this.#tellFailed(item.trackId, null, message);
    this.#sendUpcoming();
  }

  #tellFailed(trackId: string, entryId: string | null, message: string): void {
    if (entryId !== null) {
      this.#finished = [...this.#finished, entryId].slice(-MAX_FINISHED);
      this.#savePlayhead();
    }
    this.#tellEnded(trackId, entryId, 'failed', message, this.#gauges.nextSample);
  }

  #tellEnded(trackId: string, entryId: string | null, reason: 'ended' | 'skipped' | 'interrupted' | 'failed', message: string | null, endedAtSample: number): void {
    const { bus } = this.#deps;
    bus.publish(mixerContract.trackEnded, {
      rev: this.#revision.next(), channelId: this.channelId, trackId, entryId, reason, message: message?.slice(0, 500) ?? null, endedAtSample,
    });
  }

  /** The count was set forward over a standstill: what plays goes on where it was, so its beginning moves along. */
  #onJump(fromSample: number, toSample: number): void {
    this.#deps.log.warn({ channelId: this.channelId, fromSample, toSample }, 'stood still for too long; the count was set forward');
    this.#programme = { ...this.#programme, startedAtSample: this.#programme.startedAtSample + (toSample - fromSample) };
    if (this.#mix) this.#mix = { ...this.#mix, atSample: this.#mix.atSample + (toSample - fromSample) };
    this.#changed();
  }

  #liveChanged(session: LiveSessionDto): void {
    if (this.#programme.liveSession?.sessionId !== session.sessionId) return;
    this.#programme = { ...this.#programme, liveSession: session };
    this.#changed();
  }

  #changed(): void {
    const rev = this.#revision.next();
    this.#savePlayhead();
    this.#deps.bus.publish(mixerContract.nowPlayingChanged, { rev, nowPlaying: this.nowPlaying().nowPlaying });
  }

  #savePlayhead(): void {
    const { startedAtSample, offsetSamples } = this.#programme;
    const item = this.#onAirItem;
    this.#playhead.put({
      timelineId: this.#takeover.timelineId,
      epoch: this.#deps.epoch,
      rev: this.#revision.current,
      item: item ? storedItem(item, this.#requestedBy) : null,
      startedAtSample, offsetSamples, speed: 1,
      mix: this.#mix,
      upcoming: this.#upcoming().map((one) => storedItem(one, this.#requestedBy)),
      started: this.#requests.started,
      finishedEntryIds: this.#finished,
    });
  }

  /** What was on the air and is not gone on with ended while nobody rendered. */
  #tellMissed(): void {
    const missed = this.#takeover.playhead?.item;
    if (!missed || this.#onAirItem?.trackId === missed.trackId) return;
    if (missed.entryId !== null) this.#finished = [...this.#finished, missed.entryId].slice(-MAX_FINISHED);
    this.#tellEnded(missed.trackId, missed.entryId, 'interrupted', null, this.#takeover.firstSample);
  }

  #upcoming(): PlayableItem[] {
    const request = this.#requests.item;
    const items = [...(request ? [request] : []), ...this.#fallback.items].slice(0, UPCOMING);
    for (const { key } of items) this.#remember(key);
    return items;
  }

  #remember(key: string): void {
    this.#known.forgetOld(this.#onAirItem?.key);
    const media = this.#fallback.media(key);
    if (media) this.#known.set(key, { media, requestedBy: null });
    const { entry, media: requested, item } = this.#requests;
    if (entry && requested && item?.key === key) this.#known.set(key, { media: requested, requestedBy: entry.requestedByUserId });
  }

  #sendUpcoming(): void {
    this.#deps.send({ type: 'set-upcoming', channelId: this.channelId, items: this.#upcoming() });
    this.#savePlayhead();
  }

  #sendSettings(): void {
    this.#deps.send({ type: 'set-settings', channelId: this.channelId, settings: this.#settings(), opusKbps: this.#channel.opusKbps });
  }

  #settings(): EngineSettings {
    const { crossfadeMs, requestsInterrupt, silenceThresholdDbfs, silenceLimitMs, liveSilenceLimitMs } = this.#channel;
    return { crossfadeMs, requestsInterrupt, silenceThresholdDbfs, silenceLimitMs, liveSilenceLimitMs, isSilenceRequested: this.#isSilenceRequested };
  }
}
