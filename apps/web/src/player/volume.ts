import type { PageStorage } from '../shared/page-storage';
import { createStore } from '../shared/store';

const KEY = 'longwave.volume';

/** How loud this page is; kept in the browser. */
export interface VolumeLevel {
  /** 0 to 1. */
  level: number;
  isMuted: boolean;
}

function readStored(storage: PageStorage): number {
  const stored = Number.parseFloat(storage.getItem(KEY) ?? '');
  return Number.isFinite(stored) ? Math.min(1, Math.max(0, stored)) : 1;
}

/** The volume of the audio element. */
export class Volume {
  readonly store = createStore<VolumeLevel>({ level: 1, isMuted: false });
  /** Some phones leave the volume to their buttons. */
  readonly isAdjustable: boolean;

  constructor(
    private readonly audio: HTMLAudioElement,
    private readonly storage: PageStorage,
  ) {
    audio.volume = 0.5;
    this.isAdjustable = audio.volume === 0.5;
    this.setLevel(readStored(storage));
  }

  setLevel(level: number): void {
    this.apply({ level, isMuted: false });
    this.storage.setItem(KEY, String(level));
  }

  toggleMute(): void {
    const { level, isMuted } = this.store.get();
    const isSilent = isMuted || level === 0;
    // Unmuting what stands at nothing would look broken.
    this.apply({ level: level === 0 ? 0.5 : level, isMuted: !isSilent });
  }

  private apply(level: VolumeLevel): void {
    // Ears hear loudness in ratios: the square makes the slider even.
    this.audio.volume = level.level ** 2;
    this.audio.muted = level.isMuted;
    this.store.set(level);
  }
}
