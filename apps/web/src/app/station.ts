import type { LiveEvents } from '@longwave/api-client';
import type { NowPlaying } from '../api/types';
import { Programme } from '../now-playing/programme';
import type { Shown } from '../now-playing/programme';
import { Ears } from '../player/ears';
import { PlayerEngine } from '../player/player-engine';
import { Volume } from '../player/volume';
import { pageStorage } from '../shared/page-storage';
import { createStore } from '../shared/store';

/** What lives as long as the page and outside of React: the sound, and what is heard. */
class Station {
  readonly volume: Volume;
  readonly player: PlayerEngine;
  readonly listeners = createStore<number | undefined>(undefined);
  private readonly programme = new Programme();
  private readonly ears: Ears;

  constructor() {
    const audio = new Audio();
    this.volume = new Volume(audio, pageStorage(() => window.localStorage));
    this.player = new PlayerEngine(audio);
    this.ears = new Ears(this.player, () => this.programme.timelineId);
  }

  tell({ now_playing }: LiveEvents['now_playing']): void {
    this.programme.tell(now_playing, performance.now());
    this.listeners.set(now_playing.listeners);
    this.ears.followTimeline();
  }

  /** An answer that was asked for: it knows the time, and what is on the air when no event has come yet. */
  told(now_playing: NowPlaying): void {
    if (this.programme.timelineId === undefined) this.programme.tell(now_playing, performance.now());
    else this.programme.observe(now_playing, performance.now());
  }

  /** What the station sends now. */
  onAir(): NowPlaying | undefined {
    return this.programme.show(undefined, false, performance.now())?.nowPlaying;
  }

  /** What to show now, in step with what is heard. */
  shown(): Shown | undefined {
    const { status } = this.player.state.get();
    return this.programme.show(this.ears.heard(), status === 'playing' || status === 'stalled', performance.now());
  }
}

export const station = new Station();
