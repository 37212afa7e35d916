import type { StoredFade } from '@longwave/contracts';
import type { OnAir } from './engine-events';
import type { PcmSource } from './pcm-source';
import type { PlayableItem } from './playable-item';

/** One programme on the bus. */
export interface MixVoice {
  what: OnAir;
  /** Frames of its source mixed so far; of a file counted from its beginning. */
  playedFrames: number;
  aheadFrames: number;
  fade: StoredFade;
}

/** Everything on the bus before a frame: the one on the air, then what fades out. */
export interface EngineMix {
  /** First sample of the next frame to be rendered, on the bus. */
  atSample: number;
  voices: MixVoice[];
}

/** What an engine goes on with that another one had on its bus. */
export interface ResumedVoice {
  what: { kind: 'file'; item: PlayableItem } | { kind: 'live'; sessionId: string; source: PcmSource } | { kind: 'noise' | 'silence' };
  fade: StoredFade;
  /** Nothing of it is heard for so long; a multiple of 960. */
  holdFrames: number;
}

/** Full level, and no fade. */
export const FULL_LEVEL: StoredFade = { fromAngle: Math.PI / 2, toAngle: Math.PI / 2, frames: 1, leftFrames: 0, course: 'even' };
