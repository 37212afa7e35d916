import type { LiveSessionDto } from '../harbor/live-session.dto';
import type { ChannelDto } from '../library/channel.dto';
import type { RelayFormat, RelayStateDto } from '../library/relay.dto';
import type { channelModes } from '../mixer/mixer.dto';

/** The JetStream KV bucket of the media plane. Media apps watch it and need no database. */
export const KV_BUCKET = 'longwave';

/** Its keys; each holds JSON of the type named beside it. */
export const kvKeys = {
  /** `ChannelDto`, written by library. */
  channel: (channelId: number) => `channels.${channelId}`,
  allChannels: 'channels.*',
  /** `ChannelOwner`; the KV revision at which it was taken is the owner's epoch. */
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
  /** `RelaySettings`, written by library; absent for a relay that was deleted. */
  relay: (relayId: string) => `relays.${relayId}`,
  allRelays: 'relays.*',
  /** `RelayFeeder`, changed by compare-and-swap; absent while nobody feeds the relay. */
  relayFeeder: (relayId: string) => `relay-feeders.${relayId}`,
  allRelayFeeders: 'relay-feeders.*',
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

/** A file that plays or waits for its turn. */
export interface StoredItem {
  trackId: string;
  entryId: string | null;
  tier: 'requests' | 'playlist';
  requestedByUserId: string | null;
}

/**
 * A place in a fade: the level is the sine of an angle that turns from `fromAngle` to `toAngle` (0: silent, π/2: full)
 * within `frames`, of which `leftFrames` are still to come; more than there are while it has not begun.
 */
export interface StoredFade {
  fromAngle: number;
  toAngle: number;
  frames: number;
  leftFrames: number;
  course: 'even' | 'eager';
}

/** One programme on the bus at a moment. */
export interface StoredVoice {
  source: { kind: 'file'; item: StoredItem } | { kind: 'live'; sessionId: string } | { kind: 'noise' | 'silence' };
  /** Frames of the source that were mixed before; of a file counted from its beginning. */
  playedFrames: number;
  /** Frames that lay decoded and not yet mixed: for a live source, how far it is ahead. */
  aheadFrames: number;
  fade: StoredFade;
}

/** What was on the bus when the frame at `atSample` was about to be rendered; it has gone on since. */
export interface StoredMix {
  atSample: number;
  /** The first is on the air, the others fade out. */
  voices: StoredVoice[];
}

/** What is on the air, so that a successor goes on with it: the position follows from the sample. */
export interface StoredPlayhead {
  timelineId: string;
  epoch: number;
  /** Number of the last event told of this channel, or a little less. */
  rev: number;
  /** The file that plays, or null when a live source, noise or silence does. */
  item: StoredItem | null;
  startedAtSample: number;
  /** Samples of the item that lie before `startedAtSample`. */
  offsetSamples: number;
  speed: number;
  mix: StoredMix | null;
  /** What plays next, in order, as far as it is decided. */
  upcoming: StoredItem[];
  /** A request that the queue agreed to start and that is not on the air yet: it waits there no more, so it is kept here. */
  started: StoredItem | null;
  /** The last 20 queue entries that ended, newest last; queue reconciles with them at its start. */
  finishedEntryIds: string[];
}

/** What an operator asked of a channel. */
export interface ChannelMode {
  mode: (typeof channelModes)[number];
}

/** A relay as edges need it. The password is in it, in clear: this entry never leaves the station. */
export interface RelaySettings {
  relayId: string;
  channelId: number;
  /** `icecast://user:password@host:port/mount`, for `parseRelayTarget`. */
  target: string;
  format: RelayFormat;
  enabled: boolean;
}

/**
 * Which edge feeds a relay, and how it goes. The holder writes it every 2 s; who sees it unchanged for 6 s of its own
 * monotonic clock may take it.
 */
export interface RelayFeeder {
  edgeId: string;
  /** Of one run of the edge: two that bear one name are still two. */
  runId: string;
  /** ISO 8601, by the holder's clock; for people, nobody decides by it. */
  heartbeatAt: string;
  state: Omit<RelayStateDto, 'edgeId'>;
}

export type { ChannelDto, LiveSessionDto };
