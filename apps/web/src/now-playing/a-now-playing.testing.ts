import type { NowPlaying, Track } from '../api/types';

/** Builds what is on the air, for specs. */
export function aNowPlaying({ track, ...rest }: Partial<Omit<NowPlaying, 'track'>> & { track?: Partial<Track> | null } = {}): NowPlaying {
  const song: Track = {
    track_id: '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c', name: 'Night Ferry', artist: 'The Longwave Band', album: '', album_art_url: null, duration_ms: 180_000, provider: 'local', uri: 'local:1', metadata: {},
  };
  return {
    channel_id: 1, timeline_id: 'line', sample: 0, tier: 'playlist', entry_id: null, dj: null, requested_by: null, started_at_sample: 0, offset_samples: 0, speed: 1, listeners: 0,
    ...rest,
    track: track === null ? null : { ...song, ...track },
  };
}
