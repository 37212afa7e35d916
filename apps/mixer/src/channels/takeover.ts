import { edgeContract, kvKeys, readPlayhead } from '@longwave/contracts';
import type { ChannelDto, ChannelMode, LiveSessionDto, RecentSoundDto, StoredItem, StoredPlayhead, Timeline, TrackMediaDto } from '@longwave/contracts';
import type { KvValue, MediaKv, ServiceClient } from '@longwave/messaging';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { playableFrom } from '../director/playable-from';
import type { MediaCache } from '../media-cache/media-cache.service';
import type { HeardChannel } from '../ownership/frame-ear';
import { PRIMING_SAMPLES } from '../render/durations';
import type { PlayableItem } from '../render/playable-item';
import { findStart } from '../timeline/find-start';
import type { KnownPosition, Start } from '../timeline/find-start';
import { monotonicMs } from '../timeline/monotonic-ms';
import { parsePosition, thisBoot } from '../worker/position-file';
import type { NotedPosition } from '../worker/position-file';
import type { OpenVoice } from '../worker/worker-messages';
import { laterMix } from './later-mix';
import type { LaterVoice } from './later-mix';
import type { RecentSound } from './recent-sound';

/** Less than this is not gone on with. */
const SHORTEST_REST_MS = 300;

/** A file that goes on, and what is known of it. */
export interface ResumedFile {
  item: PlayableItem;
  media: TrackMediaDto;
  requestedBy: string | null;
}

/** Everything a new owner has to know before its first frame. */
export interface Takeover extends Start {
  timelineId: string;
  /** By the machine's monotonic clock: when `nowSample` holds. */
  atMonotonicMs: number;
  timelineRevision: number | undefined;
  playheadRevision: number | undefined;
  playhead: StoredPlayhead | undefined;
  /** What goes on, the one on the air first; none when that cannot be had here. */
  voices: OpenVoice[];
  files: ResumedFile[];
  /** What was to play next and lies here. */
  upcoming: TrackMediaDto[];
  live: LiveSessionDto | undefined;
  isSilenceRequested: boolean;
  /** What was heard last; a streamer's place is found by it. */
  recentSound: RecentSound | undefined;
}

/** Found while others were waited for; the mode may be another by the end, and the watch knows. */
export type FoundTakeover = Omit<Takeover, 'isSilenceRequested'> & { mode: KvValue<ChannelMode> | undefined };

export interface TakeoverDependencies {
  kv: MediaKv;
  services: ServiceClient;
  cache: MediaCache;
  /** What this mixer heard of the channel while it stood by, as of the call. */
  heard: () => HeardChannel | undefined;
}

/** Finds out where a channel stands: from the bus, the KV, this machine's own notes and, for 0.3 s at most, an edge. */
export async function takeOver(channel: ChannelDto, deps: TakeoverDependencies): Promise<FoundTakeover> {
  const { kv, cache } = deps;
  const { channelId } = channel;
  const [timeline, stored, live, mode, noted, edge] = await Promise.all([
    kv.get<Timeline>(kvKeys.timeline(channelId)),
    kv.get<unknown>(kvKeys.playhead(channelId)),
    kv.get<LiveSessionDto>(kvKeys.live(channelId)),
    kv.get<ChannelMode>(kvKeys.mode(channelId)),
    readPosition(cache.positionFile(channelId)),
    askEdge(channelId, deps.services),
  ]);
  const timelineId = timeline?.value.timelineId ?? randomUUID();
  const playhead = readPlayhead(stored?.value);
  const atMonotonicMs = monotonicMs();
  // At this moment, not before the answers of others: each wait would set the count back.
  const lastHeard = deps.heard();
  const heard = lastHeard?.timelineId === timelineId ? lastHeard : undefined;
  const atEdge = edge?.timelineId === timelineId ? edge : undefined;
  const start = findStart({
    stored: timeline && { nextSample: timeline.value.nextSample, writtenAtMs: Date.parse(timeline.value.writtenAt) || Date.now() },
    heard,
    noted: noted?.timelineId === timelineId ? positionOf(noted, playhead, atMonotonicMs) : undefined,
    edge: atEdge && { nextSample: atEdge.nextSample, nowSample: atEdge.dueSample + Math.round((atMonotonicMs - atEdge.atMonotonicMs) * 48) },
    nowMs: Date.now(),
  });
  return {
    ...start, timelineId, atMonotonicMs,
    timelineRevision: timeline?.revision,
    playheadRevision: stored?.revision,
    playhead,
    ...whatGoesOn({ channel, playhead, live: live?.value, cache }, { timelineId, ...start }),
    live: live?.value,
    mode,
    recentSound: heard?.sound ?? (atEdge && atEdge.packets.length > 0 ? soundOf(atEdge) : undefined),
  };
}

async function askEdge(channelId: number, services: ServiceClient): Promise<(RecentSoundDto & { atMonotonicMs: number }) | undefined> {
  try {
    return { ...(await services.call(edgeContract.getRecentSound, { channelId })), atMonotonicMs: monotonicMs() };
  } catch {
    // No edge, or one that never heard the channel: what the KV and our own note say is all there is.
    return undefined;
  }
}

function soundOf({ endSample, packets }: RecentSoundDto): RecentSound {
  return { endSample, packets: packets.map((packet) => Buffer.from(packet, 'base64')) };
}

async function readPosition(file: string): Promise<NotedPosition | undefined> {
  return readFile(file, 'latin1').then(parsePosition, () => undefined);
}

/** A note of an earlier epoch than the last owner's is of a mixer that was replaced. */
function positionOf(noted: NotedPosition, playhead: StoredPlayhead | undefined, atMonotonicMs: number): KnownPosition | undefined {
  if (playhead && noted.epoch < playhead.epoch) return undefined;
  const isThisRun = noted.bootId === thisBoot() && noted.bootId !== 'unknown';
  const elapsedMs = Math.max(0, atMonotonicMs - noted.atMonotonicMs);
  return { nextSample: noted.nextSample, nowSample: isThisRun ? Math.floor(noted.dueSample + elapsedMs * 48) : undefined };
}

function whatGoesOn(
  { channel, playhead: value, live, cache }: { channel: ChannelDto; playhead: StoredPlayhead | undefined; live: LiveSessionDto | undefined; cache: MediaCache },
  { timelineId, firstSample }: Start & { timelineId: string },
): Pick<Takeover, 'voices' | 'files' | 'upcoming'> {
  const nothing = { voices: [], files: [], upcoming: [] };
  if (!value?.mix || value.timelineId !== timelineId) return nothing;
  const files: ResumedFile[] = [];
  const resumed = laterMix(value.mix, firstSample - PRIMING_SAMPLES).map((voice, i): OpenVoice | undefined => {
    const { source, aheadFrames, fade, holdFrames } = voice;
    // One who has gone, or fades out, is not worth waiting for.
    if (source.kind === 'live') return i === 0 && live?.sessionId === source.sessionId ? { what: { ...source, aheadFrames }, fade, holdFrames } : undefined;
    if (source.kind !== 'file') return { what: source, fade, holdFrames };
    const file = fileOf(source.item, voice, channel, cache);
    if (file) files.push(file);
    return file && { what: { kind: 'file', item: file.item }, fade, holdFrames };
  });
  const upcoming = value.upcoming.flatMap(({ tier, trackId }) => (tier === 'playlist' ? (cache.findTrack(trackId) ?? []) : []));
  // Without the one on the air what fades out would fade into nothing.
  if (resumed[0] === undefined) return { ...nothing, upcoming };
  return { voices: resumed.filter((voice) => voice !== undefined), files, upcoming };
}

function fileOf(stored: StoredItem, { nextFrame, fade }: LaterVoice, channel: ChannelDto, cache: MediaCache): ResumedFile | undefined {
  const { trackId, entryId, tier, requestedByUserId } = stored;
  const media = cache.findTrack(trackId);
  const path = media && cache.find(media.contentHash);
  if (!media || path === undefined) return undefined;
  const whole = playableFrom(media, { key: randomUUID(), path, tier, entryId, targetLufs: channel.targetLufs });
  const startMs = Math.max(whole.startMs, nextFrame / 48);
  const isLeaving = fade.toAngle === 0;
  if (whole.endMs - startMs < (isLeaving ? 0 : SHORTEST_REST_MS)) return undefined;
  return { item: { ...whole, startMs }, media, requestedBy: requestedByUserId };
}
