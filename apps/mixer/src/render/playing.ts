import { SAMPLE_RATE_HZ } from '@longwave/audio';
import type { OnAir } from './engine-events';
import type { EngineLevels } from './engine-levels';
import type { MixVoice, ResumedVoice } from './engine-mix';
import type { EndReason } from './plan-transition';
import type { PcmSource } from './pcm-source';
import type { PlayableItem } from './playable-item';
import { Voice } from './voice';

/** What is on the bus of an engine. */
export type Playing =
  | { kind: 'noise'; voice: Voice }
  | { kind: 'silence' }
  | { kind: 'file'; voice: Voice; item: PlayableItem }
  | { kind: 'live'; voice: Voice; sessionId: string; isCut: boolean };

/** What fades out of it. */
export type Outgoing = { voice: Voice; why: EndReason } & (Extract<Playing, { voice: Voice }>);

const NO_FADE = { fromAngle: 0, toAngle: 0, frames: 1, leftFrames: 0, course: 'even' } as const;

/** As it is told. */
export function describe(playing: Playing): OnAir {
  if (playing.kind === 'file') return { tier: playing.item.tier, item: playing.item };
  if (playing.kind === 'live') return { tier: 'live', sessionId: playing.sessionId };
  return { tier: playing.kind };
}

/** As another engine needs it to go on. */
export function mixVoice(playing: Playing): MixVoice {
  const what = describe(playing);
  if (playing.kind === 'silence') return { what, playedFrames: 0, aheadFrames: 0, fade: NO_FADE };
  const { voice } = playing;
  const before = playing.kind === 'file' ? Math.round((playing.item.startMs / 1000) * SAMPLE_RATE_HZ) : 0;
  // Noise has no end, and JSON no number for that.
  const aheadFrames = playing.kind === 'noise' ? 0 : voice.source.availableFrames;
  return { what, playedFrames: before + voice.playedFrames, aheadFrames, fade: voice.fade };
}

/** What another engine had on its bus, going on here. */
export function restorePlaying(
  { what, fade, holdFrames }: ResumedVoice, openFile: (item: PlayableItem) => PcmSource, levels: Pick<EngineLevels, 'forFile' | 'forLive'>, newNoise: () => Voice,
): Playing {
  if (what.kind === 'silence') return { kind: 'silence' };
  const voice =
    what.kind === 'file' ? new Voice(openFile(what.item), what.item.gainDb, levels.forFile())
    : what.kind === 'live' ? new Voice(what.source, 0, levels.forLive())
    : newNoise();
  voice.restore(fade, holdFrames);
  if (what.kind === 'file') return { kind: 'file', voice, item: what.item };
  return what.kind === 'live' ? { kind: 'live', voice, sessionId: what.sessionId, isCut: false } : { kind: 'noise', voice };
}
