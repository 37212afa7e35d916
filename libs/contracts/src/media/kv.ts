import type { LiveSessionDto } from '../harbor/live-session.dto';
import type { ChannelDto } from '../library/channel.dto';
import type { channelModes } from '../mixer/mixer.dto';

/** The JetStream KV bucket of the media plane. Media apps watch it and need no database. */
export const KV_BUCKET = 'longwave';

/** Its keys; each holds JSON of the type named beside it. */
export const kvKeys = {
  /** `ChannelDto`, written by library. */
  channel: (channelId: number) => `channels.${channelId}`,
  allChannels: 'channels.*',
  /** `ChannelOwner`; its KV revision is the owner's epoch. */
  owner: (channelId: number) => `owner.${channelId}`,
  /** `Timeline`. */
  timeline: (channelId: number) => `timeline.${channelId}`,
  /** `StoredPlayhead`. */
  playhead: (channelId: number) => `playhead.${channelId}`,
  /** `ChannelMode`, changed by compare-and-swap. */
  mode: (channelId: number) => `mode.${channelId}`,
  /** `LiveSessionDto`, written by the harbor that holds the streamer's socket; absent when nobody is live. */
  live: (channelId: number) => `live.${channelId}`,
  allLive: 'live.*',
} as const;

/** Which mixer renders a channel. */
export interface ChannelOwner {
  /** Stable across restarts of the same mixer: who finds its own name here takes over at once. */
  instanceId: string;
  claimedAt: string;
}

/** A channel's sample count. A new id only when the KV was lost. */
export interface Timeline {
  timelineId: string;
  /** The sample after the last one published, at the time of writing (at least once a second). */
  nextSample: number;
  /** Wall clock when it was written, to tell how far time has run since; ISO 8601. */
  writtenAt: string;
}

/** What is on the air, so that a successor goes on with it: the position follows from the sample. */
export interface StoredPlayhead {
  timelineId: string;
  epoch: number;
  /** The file that plays, or null when a live source, noise or silence does. */
  item: { trackId: string; entryId: string | null; tier: 'requests' | 'playlist'; requestedByUserId: string | null } | null;
  startedAtSample: number;
  /** Samples of the item that lie before `startedAtSample`. */
  offsetSamples: number;
  speed: number;
  /** The last 20 queue entries that ended, newest last; queue reconciles with them at its start. */
  finishedEntryIds: string[];
}

/** What an operator asked of a channel. */
export interface ChannelMode {
  mode: (typeof channelModes)[number];
}

export type { ChannelDto, LiveSessionDto };
