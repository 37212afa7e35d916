import type { StoredMix } from '@longwave/contracts';
import { emptyProgramme } from '../now-playing/now-playing';
import type { Programme } from '../now-playing/now-playing';
import { PRIMING_SAMPLES } from '../render/durations';
import type { PlayableItem } from '../render/playable-item';
import { laterMix } from './later-mix';
import type { Takeover } from './takeover';

/** The file that goes on in a new owner's hands, if one does. */
export function itemAtStart({ voices: [onAir] }: Takeover): PlayableItem | undefined {
  return onAir?.what.kind === 'file' ? onAir.what.item : undefined;
}

/** What a new owner has on the air at its first frame. */
export function programmeAtStart({ voices: [onAir], files, playhead, firstSample, live, isSilenceRequested }: Takeover): Programme {
  if (!onAir || !playhead) return emptyProgramme(isSilenceRequested ? 'silence' : 'noise', firstSample);
  const { what } = onAir;
  const { startedAtSample, offsetSamples } = playhead;
  if (what.kind === 'live') return { ...emptyProgramme('live', startedAtSample), liveSession: live?.sessionId === what.sessionId ? live : null };
  if (what.kind !== 'file') return emptyProgramme(what.kind, startedAtSample);
  const resumed = files.find(({ item }) => item === what.item);
  return {
    ...emptyProgramme(what.item.tier, startedAtSample),
    entryId: what.item.entryId, track: resumed?.media.track ?? null, requestedBy: resumed?.requestedBy ?? null, offsetSamples,
  };
}

/** What is on its bus then, should it die before anything changes. */
export function mixAtStart({ playhead, voices, firstSample }: Pick<Takeover, 'playhead' | 'voices' | 'firstSample'>): StoredMix | null {
  if (!playhead?.mix || voices.length === 0) return null;
  const atSample = firstSample - PRIMING_SAMPLES;
  // One that lies ahead stays as it is: moved back, it would not tell any more that its first voice waits.
  if (atSample <= playhead.mix.atSample) return playhead.mix;
  const later = laterMix(playhead.mix, atSample);
  return { atSample, voices: later.map(({ source, nextFrame, aheadFrames, fade }) => ({ source, playedFrames: nextFrame, aheadFrames, fade })) };
}
