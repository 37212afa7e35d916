import { initialPlayerState, listenerIdOf, nextPlayerState, playerMood, STEADY_AFTER_MS } from './player-state';
import type { PlayerEvent, PlayerState } from './player-state';

const run = (events: PlayerEvent[], mountCount = 2, from: PlayerState = initialPlayerState) =>
  events.reduce((state, event) => nextPlayerState(state, event, mountCount), from);

const play: PlayerEvent = { type: 'play-pressed', listenerId: 'a' };
const soundAt = (nowMs: number): PlayerEvent => ({ type: 'sound-started', nowMs });
const lostAt = (nowMs: number): PlayerEvent => ({ type: 'connection-lost', nowMs });
const retry = (listenerId: string): PlayerEvent => ({ type: 'retry-due', listenerId });

describe('the player', () => {
  it('connects, plays and stops as asked', () => {
    expect(run([play])).toMatchObject({ status: 'connecting', listenerId: 'a', mountIndex: 0 });
    expect(run([play, soundAt(100)])).toMatchObject({ status: 'playing', listenerId: 'a' });
    expect(run([play, soundAt(100), { type: 'stop-pressed' }])).toEqual({ status: 'stopped', reason: 'asked' });
  });

  it('connects again by itself, with a new listener id', () => {
    const state = run([play, soundAt(0), lostAt(60_000), retry('b')]);
    expect(state).toMatchObject({ status: 'connecting', listenerId: 'b', failures: 1 });
    expect(playerMood(state)).toBe('reconnecting');
  });

  it('backs off further while no connection is any good', () => {
    const state = run([play, soundAt(0), lostAt(100), retry('b'), soundAt(200), lostAt(300), retry('c'), lostAt(400)]);
    expect(state).toMatchObject({ status: 'reconnecting', failures: 3 });
  });

  it('begins the back-off anew after steady sound', () => {
    const before = run([play, lostAt(1), retry('b'), lostAt(2), retry('c'), soundAt(10)]);
    expect(before).toMatchObject({ failures: 2 });
    expect(run([lostAt(10 + STEADY_AFTER_MS)], 2, before)).toMatchObject({ failures: 1 });
    expect(run([lostAt(9 + STEADY_AFTER_MS)], 2, before)).toMatchObject({ failures: 3 });
  });

  it('goes on to the next mount when one gives no sound, and round again', () => {
    const indexes = ['b', 'c', 'd', 'e'].map((_, tries) => {
      const state = run([play, ...Array.from({ length: tries + 1 }, (__, n) => [lostAt(n), retry(`r${n}`)]).flat()]);
      return 'mountIndex' in state ? state.mountIndex : -1;
    });
    expect(indexes).toEqual([0, 1, 1, 0]);
  });

  it('keeps a mount that was heard, however long the station is away', () => {
    const state = run([play, soundAt(0), lostAt(9_000), retry('b'), lostAt(9_100), retry('c'), lostAt(9_200), retry('d'), lostAt(9_300)]);
    expect(state).toMatchObject({ mountIndex: 0, failures: 4 });
  });

  it('plays on after a stall without connecting anew', () => {
    const stalled = run([play, soundAt(0), { type: 'sound-stalled' }]);
    expect(playerMood(stalled)).toBe('reconnecting');
    expect(nextPlayerState(stalled, soundAt(500), 2)).toMatchObject({ status: 'playing', listenerId: 'a', sinceMs: 0 });
  });

  it('does not come back from a stop: late events of the old connection count no more', () => {
    const stopped = run([play, soundAt(0), { type: 'stop-pressed' }]);
    for (const late of [soundAt(5), lostAt(5), retry('b'), { type: 'sound-stalled' }, { type: 'interrupted' }, { type: 'blocked' }] as PlayerEvent[]) {
      expect(nextPlayerState(stopped, late, 2)).toBe(stopped);
    }
  });

  it('says why it stopped when nobody asked', () => {
    expect(run([play, { type: 'blocked' }])).toEqual({ status: 'stopped', reason: 'blocked' });
    expect(run([play, soundAt(0), { type: 'interrupted' }])).toEqual({ status: 'stopped', reason: 'interrupted' });
  });

  it('takes a second press for none', () => {
    expect(run([play, { type: 'play-pressed', listenerId: 'b' }])).toMatchObject({ listenerId: 'a' });
  });

  it('has a listener id only with a connection', () => {
    expect(listenerIdOf(run([play]))).toBe('a');
    expect(listenerIdOf(run([play, lostAt(1)]))).toBeUndefined();
    expect(listenerIdOf(initialPlayerState)).toBeUndefined();
  });
});
