import type { StoredFade, StoredMix, StoredVoice } from '@longwave/contracts';

/** A voice as it is at a later moment. */
export interface LaterVoice {
  source: StoredVoice['source'];
  /** The frame of the source that comes next; of a file counted from its beginning. */
  nextFrame: number;
  aheadFrames: number;
  fade: StoredFade;
  /** It begins so many frames later only. */
  holdFrames: number;
}

/**
 * What has become of a mix by another moment, if it went on as it was: sources have moved on, fades too, and those that
 * are over are left out. The moment may lie a little before the mix, when its first frames were never sent: what came in
 * then waits for its turn.
 *
 * @param atSample on the bus; a multiple of 960
 */
export function laterMix(mix: StoredMix, atSample: number): LaterVoice[] {
  const elapsed = atSample - mix.atSample;
  return mix.voices.flatMap((voice, i): LaterVoice[] => {
    const fade = { ...voice.fade, leftFrames: Math.max(0, voice.fade.leftFrames - elapsed) };
    // The first one came in at the moment of the mix; before it there is nothing of it.
    const holdFrames = i === 0 ? Math.max(0, -elapsed) : 0;
    if (i > 0 && fade.leftFrames === 0) return [];
    return [{ source: voice.source, nextFrame: Math.max(0, voice.playedFrames + elapsed + holdFrames), aheadFrames: voice.aheadFrames, fade, holdFrames }];
  });
}
