import type { SilencePlace } from '@longwave/contracts';
import type { EngineMix } from './engine-mix';
import type { PlayableItem } from './playable-item';
import type { EndReason } from './plan-transition';

/** What is on the air from a sample on. */
export type OnAir =
  | { tier: 'noise' | 'silence' }
  | { tier: 'requests' | 'playlist'; item: PlayableItem }
  | { tier: 'live'; sessionId: string };

/** What the engine tells. Samples are those at which a listener hears it. */
export type EngineEvent =
  /** The fade to something else begins; `mix` is all that is on the bus then. */
  | { type: 'on-air'; sample: number; onAir: OnAir; mix: EngineMix }
  /** A file was heard for the last time. */
  | { type: 'item-ended'; sample: number; item: PlayableItem; reason: Exclude<EndReason, 'silent'>; message: string | null }
  /** The fade to an upcoming item will begin about then: the last moment to put another in its place. */
  | { type: 'item-due'; sample: number; item: PlayableItem }
  /** An upcoming item could not be decoded and was dropped. */
  | { type: 'item-unplayable'; sample: number; item: PlayableItem; message: string }
  /** A skip takes effect. */
  | { type: 'skipped'; sample: number; key: string }
  /** A tier, or the output against what is intended, has been silent for longer than it may; and sounds again. */
  | { type: 'silence-started' | 'silence-ended'; place: SilencePlace; sample: number; rmsDb: number; silentForMs: number };

/** What an operator may change while it plays. */
export interface EngineSettings {
  crossfadeMs: number;
  requestsInterrupt: boolean;
  /** RMS under which sound counts as silence. */
  silenceThresholdDbfs: number;
  /** How long a file may be silent. 0: for ever. */
  silenceLimitMs: number;
  /** How long a streamer may be silent. 0: for ever. */
  liveSilenceLimitMs: number;
  isSilenceRequested: boolean;
}
