import { waveArt } from './wave-art';

describe('waveArt', () => {
  it('is the same for the same song and another for another', () => {
    expect(waveArt('a')).toEqual(waveArt('a'));
    const pictures = new Set(Array.from({ length: 50 }, (_, n) => JSON.stringify(waveArt(`song ${n}`))));
    expect(pictures.size).toBe(50);
  });

  it('draws whatever the seed, also an empty one', () => {
    for (const seed of ['', '🎵', 'x'.repeat(10_000)]) {
      const { waves, sun } = waveArt(seed);
      expect(waves).toHaveLength(5);
      for (const wave of waves) expect(wave).not.toMatch(/NaN|undefined|Infinity/);
      expect(sun.radius).toBeGreaterThan(0);
    }
  });
});
