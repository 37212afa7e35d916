import { aNowPlaying } from './a-now-playing.testing';
import { trackPosition } from './track-position';

describe('trackPosition', () => {
  const song = aNowPlaying({ started_at_sample: 480_000, offset_samples: 96_000, track: { duration_ms: 180_000 } });

  it('counts from where the track was begun', () => {
    expect(trackPosition(song, 480_000)).toEqual({ seconds: 2, durationSeconds: 180 });
    expect(trackPosition(song, 480_000 + 10 * 48_000)).toEqual({ seconds: 12, durationSeconds: 180 });
  });

  it('goes with the speed', () => {
    expect(trackPosition({ ...song, speed: 1.5, offset_samples: 0 }, 480_000 + 10 * 48_000).seconds).toBe(15);
  });

  it('stays within the track, and at its beginning before it is heard', () => {
    expect(trackPosition(song, 999_999_999).seconds).toBe(180);
    expect(trackPosition(song, 0).seconds).toBe(0);
  });

  it('has no end for a DJ', () => {
    expect(trackPosition(aNowPlaying({ tier: 'live', track: null }), 48_000)).toEqual({ seconds: 1, durationSeconds: undefined });
  });
});
