import { edgeContract, kvKeys } from '@longwave/contracts';
import type { ChannelDto, StoredPlayhead, Timeline, TrackMediaDto } from '@longwave/contracts';
import type { KvValue, MediaKv, ServiceClient } from '@longwave/messaging';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { playableFrom } from '../director/playable-from';
import type { MediaCache } from '../media-cache/media-cache.service';
import type { PlayableItem } from '../render/playable-item';
import { findStart, resumeFrame } from '../timeline/find-start';
import type { Start } from '../timeline/find-start';
import { parsePosition } from '../worker/position-file';

/** Less than this is not gone on with. */
const SHORTEST_REST_MS = 1_000;

/** Everything a new owner has to know before its first frame. */
export interface Takeover extends Start {
  timelineId: string;
  /** Wall clock at which `nowSample` holds. */
  nowMs: number;
  timelineRevision: number | undefined;
  playheadRevision: number | undefined;
  playhead: StoredPlayhead | undefined;
  /** What was on the air and goes on. */
  resume: { item: PlayableItem; media: TrackMediaDto } | undefined;
}

/** Finds out where a channel stands: from the KV, this machine's own notes and an edge. Bounded by 0.3 s. */
export async function takeOver(channel: ChannelDto, deps: { kv: MediaKv; services: ServiceClient; cache: MediaCache }): Promise<Takeover> {
  const { kv, cache } = deps;
  const { channelId } = channel;
  const [timeline, playhead, local, edge] = await Promise.all([
    kv.get<Timeline>(kvKeys.timeline(channelId)),
    kv.get<StoredPlayhead>(kvKeys.playhead(channelId)),
    readPosition(cache.positionFile(channelId)),
    askEdge(channelId, deps.services),
  ]);
  const timelineId = timeline?.value.timelineId ?? randomUUID();
  const nowMs = Date.now();
  const start = findStart({
    stored: timeline && { nextSample: timeline.value.nextSample, writtenAtMs: Date.parse(timeline.value.writtenAt) || nowMs },
    localNextSample: local?.timelineId === timelineId ? local.nextSample : undefined,
    edgeNextSample: edge?.timelineId === timelineId ? edge.nextSample : undefined,
    nowMs,
  });
  return {
    ...start,
    timelineId,
    nowMs,
    timelineRevision: timeline?.revision,
    playheadRevision: playhead?.revision,
    playhead: playhead?.value,
    resume: resumeOf(channel, playhead, timelineId, start, cache),
  };
}

async function askEdge(channelId: number, services: ServiceClient): Promise<{ timelineId: string; nextSample: number } | undefined> {
  // No edge, or one that never heard the channel: what the KV and our own note say is all there is.
  return services.call(edgeContract.getStreamPosition, { channelId }).catch(() => undefined);
}

async function readPosition(file: string): Promise<ReturnType<typeof parsePosition>> {
  return readFile(file, 'latin1').then(parsePosition, () => undefined);
}

function resumeOf(
  channel: ChannelDto,
  playhead: KvValue<StoredPlayhead> | undefined,
  timelineId: string,
  start: Start,
  cache: MediaCache,
): Takeover['resume'] {
  const value = playhead?.value;
  if (!value?.item || value.timelineId !== timelineId) return undefined;
  const { trackId, entryId, tier } = value.item;
  const media = cache.findTrack(trackId);
  const path = media && cache.find(media.contentHash);
  if (!media || path === undefined) return undefined;
  const whole = playableFrom(media, { key: randomUUID(), path, tier, entryId, targetLufs: channel.targetLufs });
  const startMs = Math.max(whole.startMs, resumeFrame(value, start.firstSample) / 48);
  return whole.endMs - startMs < SHORTEST_REST_MS ? undefined : { item: { ...whole, startMs }, media };
}
