import { pageStorage } from '../shared/page-storage';
import { Volume } from './volume';

function aVolume() {
  const audio = { volume: 1, muted: false };
  const storage = pageStorage(() => {
    throw new Error('none');
  });
  return { audio, storage, volume: new Volume(audio as HTMLAudioElement, storage) };
}

describe('Volume', () => {
  it('mutes, and comes back as loud as before', () => {
    const { audio, volume } = aVolume();
    volume.setLevel(0.8);
    volume.toggleMute();
    expect(audio.muted).toBe(true);
    volume.toggleMute();
    expect(audio.muted).toBe(false);
    expect(audio.volume).toBeCloseTo(0.64);
  });

  it('is heard again at one press where it was turned down to nothing', () => {
    const { audio, volume } = aVolume();
    volume.setLevel(0);
    volume.toggleMute();
    expect(audio.muted).toBe(false);
    expect(audio.volume).toBeGreaterThan(0);
  });

  it('is kept for the next visit', () => {
    const { audio, storage, volume } = aVolume();
    volume.setLevel(0.5);
    const next = new Volume(audio as HTMLAudioElement, storage);
    expect(next.store.get()).toEqual({ level: 0.5, isMuted: false });
  });
});
