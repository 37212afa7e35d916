/** The page's connection to the sound. A field exists only where it means something. */
export type PlayerState =
  | { status: 'stopped'; reason: 'initial' | 'asked' | 'blocked' | 'interrupted' }
  | { status: 'connecting'; listenerId: string; mountIndex: number; failures: number; isMountProven: boolean }
  | { status: 'playing'; listenerId: string; mountIndex: number; failures: number; sinceMs: number }
  | { status: 'stalled'; listenerId: string; mountIndex: number; failures: number; sinceMs: number }
  | { status: 'reconnecting'; mountIndex: number; failures: number; isMountProven: boolean };

/** What happens to it. A new connection has a new listener id: the edge tells the first sample of each. */
export type PlayerEvent =
  | { type: 'play-pressed'; listenerId: string }
  | { type: 'stop-pressed' }
  /** The browser wants a click first. */
  | { type: 'blocked' }
  /** Something outside of the page paused it: another app, unplugged headphones. */
  | { type: 'interrupted' }
  | { type: 'sound-started'; nowMs: number }
  | { type: 'sound-stalled' }
  | { type: 'connection-lost'; nowMs: number }
  | { type: 'retry-due'; listenerId: string };

/** Sound for so long means that the connection was good, and the back-off begins anew. */
export const STEADY_AFTER_MS = 5_000;
/** So many tries on a mount without a sound, and the next one is tried. */
export const TRIES_PER_MOUNT = 2;

export const initialPlayerState: PlayerState = { status: 'stopped', reason: 'initial' };

function afterLoss(state: PlayerState, nowMs: number, mountCount: number): PlayerState {
  if (state.status === 'playing' || state.status === 'stalled') {
    const wasSteady = nowMs - state.sinceMs >= STEADY_AFTER_MS;
    return { status: 'reconnecting', mountIndex: state.mountIndex, failures: wasSteady ? 1 : state.failures + 1, isMountProven: true };
  }
  if (state.status !== 'connecting') return state;
  const failures = state.failures + 1;
  // A browser may say that it plays a format and then not do so; a mount that was heard once is left alone.
  const isNextMount = !state.isMountProven && failures % TRIES_PER_MOUNT === 0;
  const mountIndex = isNextMount ? (state.mountIndex + 1) % mountCount : state.mountIndex;
  return { status: 'reconnecting', mountIndex, failures, isMountProven: state.isMountProven };
}

/**
 * What the player does next.
 *
 * @param mountCount how many mounts there are to try, at least 1
 */
export function nextPlayerState(state: PlayerState, event: PlayerEvent, mountCount: number): PlayerState {
  switch (event.type) {
    case 'play-pressed':
      return state.status === 'stopped' ? { status: 'connecting', listenerId: event.listenerId, mountIndex: 0, failures: 0, isMountProven: false } : state;
    case 'stop-pressed':
      return { status: 'stopped', reason: 'asked' };
    case 'blocked':
      return state.status === 'connecting' ? { status: 'stopped', reason: 'blocked' } : state;
    case 'interrupted':
      return state.status === 'playing' || state.status === 'stalled' ? { status: 'stopped', reason: 'interrupted' } : state;
    case 'sound-started': {
      if (state.status === 'stalled') return { ...state, status: 'playing' };
      if (state.status !== 'connecting') return state;
      const { listenerId, mountIndex, failures } = state;
      return { status: 'playing', listenerId, mountIndex, failures, sinceMs: event.nowMs };
    }
    case 'sound-stalled':
      return state.status === 'playing' ? { ...state, status: 'stalled' } : state;
    case 'connection-lost':
      return afterLoss(state, event.nowMs, Math.max(1, mountCount));
    case 'retry-due':
      return state.status === 'reconnecting' ? { ...state, status: 'connecting', listenerId: event.listenerId } : state;
  }
}

/** The connection's listener id, while there is a connection. */
export function listenerIdOf(state: PlayerState): string | undefined {
  return 'listenerId' in state ? state.listenerId : undefined;
}

/** How it is put to people. A first connection and one made again look different. */
export type PlayerMood = 'stopped' | 'connecting' | 'playing' | 'reconnecting';

export function playerMood(state: PlayerState): PlayerMood {
  if (state.status === 'stalled') return 'reconnecting';
  return state.status === 'connecting' && state.failures > 0 ? 'reconnecting' : state.status;
}
