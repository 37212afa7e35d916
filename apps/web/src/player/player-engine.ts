import { backOffMs } from '../shared/back-off-ms';
import { randomUuid } from '../shared/random-uuid';
import { createStore } from '../shared/store';
import type { Mount } from '../api/types';
import { chooseMounts, listenUrl } from './choose-mounts';
import { listenToElement } from './element-listeners';
import type { ElementTime } from './heard-sample';
import { initialPlayerState, nextPlayerState } from './player-state';
import type { PlayerEvent, PlayerState } from './player-state';

/** No sound for so long after connecting, and the connection counts as lost. */
const CONNECT_LIMIT_MS = 10_000;
/**
 * The edge sends something always and listeners hold seconds of it, so a stream that ran dry is a line that is gone.
 * Chromium would try it again for half a minute without a word.
 */
const STALL_LIMIT_MS = 2_000;
/** Some browsers stall without saying so. */
const WATCH_EVERY_MS = 1_000;
const STILL_LOOKS_TO_STALL = 3;

/** Keeps an audio element on the station's sound: does what the player's state says and tells it what happens. */
export class PlayerEngine {
  readonly state = createStore<PlayerState>(initialPlayerState);
  private mounts: Mount[] = [];
  private timer: number | undefined;
  private startSeconds: number | undefined;
  private lastTime = 0;
  private stillLooks = 0;

  constructor(private readonly audio: HTMLAudioElement) {
    audio.preload = 'none';
    listenToElement(audio, (event) => this.dispatch(event), () => performance.now());
    for (const name of ['loadeddata', 'progress', 'timeupdate']) audio.addEventListener(name, () => this.noteStart());
    window.setInterval(() => this.watch(), WATCH_EVERY_MS);
    // Whoever is back has no reason to wait for the end of the back-off.
    window.addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retryNow();
    });
  }

  setMounts(mounts: readonly Mount[]): void {
    this.mounts = chooseMounts(mounts, (type) => this.audio.canPlayType(type));
  }

  play(): void {
    if (this.mounts.length > 0) this.dispatch({ type: 'play-pressed', listenerId: randomUuid() });
  }

  stop(): void {
    this.dispatch({ type: 'stop-pressed' });
  }

  /** The mount of the connection, if there is one. */
  currentMount(): Mount | undefined {
    const state = this.state.get();
    return 'mountIndex' in state ? this.mounts[state.mountIndex % this.mounts.length] : undefined;
  }

  /** Where the element is in the stream; undefined until it has some of it. */
  elementTime(): ElementTime | undefined {
    this.noteStart();
    return this.startSeconds === undefined ? undefined : { currentTimeSeconds: this.audio.currentTime, startSeconds: this.startSeconds };
  }

  private dispatch(event: PlayerEvent): void {
    const before = this.state.get();
    const after = nextPlayerState(before, event, this.mounts.length);
    if (after === before) return;
    this.state.set(after);
    this.enter(after);
  }

  private enter(state: PlayerState): void {
    window.clearTimeout(this.timer);
    this.stillLooks = 0;
    this.lastTime = this.audio.currentTime;
    if (state.status === 'connecting') {
      this.connect(state.listenerId);
      this.dispatchIn(CONNECT_LIMIT_MS, () => ({ type: 'connection-lost', nowMs: performance.now() }));
    }
    if (state.status === 'stalled') this.dispatchIn(STALL_LIMIT_MS, () => ({ type: 'connection-lost', nowMs: performance.now() }));
    if (state.status === 'reconnecting') this.dispatchIn(backOffMs(state.failures, Math.random()), () => ({ type: 'retry-due', listenerId: randomUuid() }));
    if (state.status === 'stopped' || state.status === 'reconnecting') this.release();
  }

  private dispatchIn(ms: number, event: () => PlayerEvent): void {
    this.timer = window.setTimeout(() => this.dispatch(event()), ms);
  }

  private connect(listenerId: string): void {
    const mount = this.currentMount();
    if (!mount) return;
    this.startSeconds = undefined;
    this.audio.src = listenUrl(mount, listenerId);
    this.audio.play().catch((error: unknown) => {
      // Anything else is told by the element's own events; an abort is our own doing.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.dispatch({ type: 'blocked' });
    });
  }

  /** Closes the connection: a paused element would go on taking the stream. */
  private release(): void {
    this.audio.pause();
    this.audio.removeAttribute('src');
    this.audio.load();
    this.startSeconds = undefined;
  }

  /** The first range's start is kept as it was first seen: browsers drop what lies behind them, and it would move. */
  private noteStart(): void {
    if (this.startSeconds === undefined && this.audio.buffered.length > 0) this.startSeconds = this.audio.buffered.start(0);
  }

  private watch(): void {
    const { status } = this.state.get();
    const isMoving = this.audio.currentTime !== this.lastTime;
    this.lastTime = this.audio.currentTime;
    if (status === 'stalled' && isMoving) this.dispatch({ type: 'sound-started', nowMs: performance.now() });
    this.stillLooks = status === 'playing' && !isMoving ? this.stillLooks + 1 : 0;
    if (this.stillLooks >= STILL_LOOKS_TO_STALL) this.dispatch({ type: 'sound-stalled' });
  }

  private retryNow(): void {
    this.dispatch({ type: 'retry-due', listenerId: randomUuid() });
  }
}
