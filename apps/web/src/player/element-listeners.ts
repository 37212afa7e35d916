import type { PlayerEvent } from './player-state';

/** Tells what the audio element does as events of the player. */
export function listenToElement(audio: HTMLAudioElement, dispatch: (event: PlayerEvent) => void, now: () => number): void {
  const lost = () => dispatch({ type: 'connection-lost', nowMs: now() });
  audio.addEventListener('playing', () => dispatch({ type: 'sound-started', nowMs: now() }));
  audio.addEventListener('waiting', () => dispatch({ type: 'sound-stalled' }));
  audio.addEventListener('error', lost);
  // A radio has no end: the server went, or the line did.
  audio.addEventListener('ended', lost);
  audio.addEventListener('pause', () => {
    if (!audio.ended && !audio.error) dispatch({ type: 'interrupted' });
  });
}
