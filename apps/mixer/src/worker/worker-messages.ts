import type { StoredFade } from '@longwave/contracts';
import type { LiveContainer } from '@longwave/media-process';
import type { NodeConnectionOptions } from '@nats-io/transport-node';
import type { EngineEvent, EngineSettings } from '../render/engine-events';
import type { PlayableItem } from '../render/playable-item';
import type { RecentSound } from '../channels/recent-sound';

/** What goes on that another mixer had on the air. */
export interface OpenVoice {
  what: { kind: 'file'; item: PlayableItem } | { kind: 'live'; sessionId: string; aheadFrames: number } | { kind: 'noise' | 'silence' };
  fade: StoredFade;
  holdFrames: number;
}

/** A channel that a worker shall render. */
export interface OpenChannel {
  type: 'open-channel';
  channelId: number;
  epoch: number;
  timelineId: string;
  /** The first sample it publishes, a multiple of 960. What lies between it and now is caught up. */
  firstSample: number;
  /** What the channel's count is at `atMonotonicMs` of the machine's monotonic clock, which all threads share. */
  nowSample: number;
  atMonotonicMs: number;
  settings: EngineSettings;
  opusKbps: number;
  /** Goes on from 100 ms before `firstSample`. */
  voices: OpenVoice[];
  /** What was heard last, for a streamer's place to be found by it. */
  recentSound: RecentSound | null;
  upcoming: PlayableItem[];
  gauges: SharedArrayBuffer;
  /** A small file that always holds the sample after the last one published. */
  positionFile: string;
}

/** Main thread → worker. */
export type WorkerCommand =
  /** First of all. */
  | { type: 'connect'; nats: NodeConnectionOptions }
  | OpenChannel
  | { type: 'close-channel'; channelId: number }
  /** Stops rendering; answered by `closed` once the last frames are with NATS. */
  | { type: 'close-channels' }
  | { type: 'set-settings'; channelId: number; settings: EngineSettings; opusKbps: number }
  | { type: 'set-upcoming'; channelId: number; items: PlayableItem[] }
  | { type: 'skip'; channelId: number; requestId: number; key: string }
  | { type: 'live-begin'; channelId: number; sessionId: string; format: LiveContainer }
  | { type: 'live-attached'; channelId: number; sessionId: string; header: Uint8Array; nextNumber: number }
  | { type: 'live-end'; channelId: number; sessionId: string }
  | { type: 'close' };

/** Worker → main thread. */
export type WorkerReport =
  | { type: 'ready' }
  | { type: 'closed' }
  | { type: 'engine'; channelId: number; event: EngineEvent }
  /** Time had run on too far to catch up: the count was set forward. */
  | { type: 'jumped'; channelId: number; fromSample: number; toSample: number }
  | { type: 'skip-answer'; channelId: number; requestId: number; applies: { appliesAtSample: number; nowSample: number } | null }
  /** Chunks are heard now: the harbor may be asked for them. Also to ask again after a hole, or for a new decoder. */
  | { type: 'live-wants-attach'; channelId: number; sessionId: string; why: 'begin' | 'hole' | 'decoder'; message: string }
  | { type: 'log'; level: 'info' | 'warn' | 'error'; message: string; fields: Record<string, unknown> };
