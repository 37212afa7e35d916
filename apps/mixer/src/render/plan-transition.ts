import { CUT_IN_FRAMES, CUT_OFF_FRAMES, MIN_FADE_FRAMES, SKIP_FADE_FRAMES, STALL_FRAMES } from './durations';

/** What is on the air now. */
export type OnAirState =
  | { kind: 'noise' }
  | { kind: 'silence' }
  | {
      kind: 'file';
      tier: 'requests' | 'playlist';
      /** Frames until it ends, as far as is known. */
      remainingFrames: number;
      /** Frames that can be played at once. */
      availableFrames: number;
      hasEnded: boolean;
      hasFailed: boolean;
      isSilentTooLong: boolean;
      isFadingIn: boolean;
    }
  | { kind: 'live'; availableFrames: number; hasEnded: boolean; isSilentTooLong: boolean; isCut: boolean };

/** Everything the choice depends on. */
export interface MixState {
  onAir: OnAirState;
  /** The first of the upcoming items. */
  next: { tier: 'requests' | 'playlist'; isReady: boolean; lengthFrames: number } | undefined;
  /** A live source that is not on the air. */
  live: { isReady: boolean } | undefined;
  crossfadeFrames: number;
  requestsInterrupt: boolean;
  isSilenceRequested: boolean;
  /** A skip was asked for: `waiting` while the next item may still become ready, then `now`. */
  skip: 'none' | 'waiting' | 'now';
}

export type EndReason = 'ended' | 'skipped' | 'interrupted' | 'failed' | 'silent';

/** A change of what is on the air, to begin with the next frame. */
export interface Transition {
  to: 'live' | 'next' | 'noise' | 'silence';
  fadeFrames: number;
  /** Why what is on the air leaves it. */
  why: EndReason;
}

/**
 * What comes on the air with the next frame, or undefined when all stays as it is. Live wins over files, a request over
 * the playlist (at the end of the running track unless it may interrupt), files over noise. A lower tier is taken only
 * when nothing of the tier above can be ready in time.
 */
export function planTransition(state: MixState): Transition | undefined {
  const { onAir, live } = state;
  if (live?.isReady === true && (onAir.kind !== 'live' || isLeaving(onAir))) {
    return { to: 'live', fadeFrames: fadeOver(leftOf(onAir), CUT_IN_FRAMES), why: 'interrupted' };
  }
  switch (onAir.kind) {
    case 'noise':
      if (state.isSilenceRequested) return { to: 'silence', fadeFrames: CUT_IN_FRAMES, why: 'interrupted' };
      return cutIn(state);
    case 'silence':
      if (state.isSilenceRequested) return undefined;
      return cutIn(state) ?? (state.next ? undefined : { to: 'noise', fadeFrames: CUT_IN_FRAMES, why: 'ended' });
    case 'live':
      return afterLive(state, onAir);
    case 'file':
      return afterFile(state, onAir);
  }
}

/** The frame count at which the crossfade to `next` begins, counted from the end of what is on the air. */
export function crossfadeFor(state: Pick<MixState, 'crossfadeFrames' | 'next'>): number {
  const wanted = Math.max(MIN_FADE_FRAMES, state.crossfadeFrames);
  // A file shorter than two fades gives each half of itself.
  return state.next ? Math.min(wanted, halfOf(state.next.lengthFrames)) : wanted;
}

function cutIn(state: MixState): Transition | undefined {
  if (state.next?.isReady !== true) return undefined;
  return { to: 'next', fadeFrames: Math.min(CUT_IN_FRAMES, halfOf(state.next.lengthFrames)), why: 'ended' };
}

function afterLive(state: MixState, live: Extract<OnAirState, { kind: 'live' }>): Transition | undefined {
  if (live.isCut) return leave(state, CUT_OFF_FRAMES, Math.min(live.availableFrames, CUT_OFF_FRAMES), 'ended');
  if (live.isSilentTooLong) return leave(state, CUT_IN_FRAMES, live.availableFrames, 'ended');
  return isLeaving(live) ? leave(state, CUT_IN_FRAMES, live.availableFrames, 'ended') : undefined;
}

/** It has ended and what is left fits into the fade, or it has stalled. */
function isLeaving(live: Extract<OnAirState, { kind: 'live' }>): boolean {
  return live.isCut || live.availableFrames <= (live.hasEnded ? CUT_IN_FRAMES : STALL_FRAMES);
}

function afterFile(state: MixState, file: Extract<OnAirState, { kind: 'file' }>): Transition | undefined {
  const { next } = state;
  const left = leftOf(file);
  if (state.isSilenceRequested) return { to: 'silence', fadeFrames: fadeOver(left, CUT_IN_FRAMES), why: 'interrupted' };
  if (state.skip !== 'none') {
    if (next?.isReady === true) return { to: 'next', fadeFrames: SKIP_FADE_FRAMES, why: 'skipped' };
    if (state.skip === 'now' || !next) return { to: 'noise', fadeFrames: fadeOver(left, MIN_FADE_FRAMES), why: 'skipped' };
  }
  const mayInterrupt = state.requestsInterrupt && file.tier === 'playlist' && next?.tier === 'requests';
  if (mayInterrupt && next.isReady && !file.isFadingIn) {
    return { to: 'next', fadeFrames: fadeOver(left, crossfadeFor(state)), why: 'interrupted' };
  }
  const isStarving = !file.hasEnded && file.availableFrames <= STALL_FRAMES;
  const why = file.hasFailed || isStarving ? 'failed' : 'ended';
  if (file.isSilentTooLong) return leave(state, crossfadeFor(state), left, 'silent');
  if (next) return left <= crossfadeFor(state) || isStarving ? leave(state, crossfadeFor(state), left, why) : undefined;
  return left <= CUT_IN_FRAMES ? { to: 'noise', fadeFrames: fadeOver(left, CUT_IN_FRAMES), why } : undefined;
}

/** To the next item if it is ready; else noise, but only once there is no time left to wait for it. */
function leave(state: MixState, wanted: number, left: number, why: EndReason): Transition | undefined {
  const { next } = state;
  if (state.isSilenceRequested) return { to: 'silence', fadeFrames: fadeOver(left, wanted), why };
  if (next?.isReady === true) return { to: 'next', fadeFrames: fadeOver(left, Math.min(wanted, halfOf(next.lengthFrames))), why };
  if (next && left > STALL_FRAMES) return undefined;
  return { to: 'noise', fadeFrames: fadeOver(left, CUT_IN_FRAMES), why };
}

function leftOf(onAir: OnAirState): number {
  if (onAir.kind === 'live') return onAir.availableFrames;
  if (onAir.kind !== 'file') return Number.POSITIVE_INFINITY;
  const isStarving = !onAir.hasEnded && onAir.availableFrames <= STALL_FRAMES;
  return onAir.hasEnded || isStarving ? onAir.availableFrames : Math.max(onAir.remainingFrames, onAir.availableFrames);
}

function fadeOver(left: number, wanted: number): number {
  return Math.max(MIN_FADE_FRAMES, Math.min(wanted, left));
}

function halfOf(lengthFrames: number): number {
  return Math.max(MIN_FADE_FRAMES, Math.floor(lengthFrames / 2));
}
