import type { TrackDto, TrackMediaDto } from '@longwave/contracts';
import type { TrackEntity } from './track.entity';

/** A track as everybody sees it. */
export function toTrackDto(track: TrackEntity): TrackDto {
  return {
    trackId: track.trackId,
    name: track.name,
    artist: track.artist,
    album: track.album,
    albumArtUrl: track.coverHash === null ? null : `/api/v1/library/covers/${track.coverHash}`,
    durationMs: track.durationMs,
    provider: track.provider,
    uri: track.uri,
    metadata: track.metadata,
  };
}

/** A track as a mixer needs it; `url` is where its bytes are. */
export function toTrackMediaDto(track: TrackEntity, url: string): TrackMediaDto {
  const { contentHash, bytes, format, integratedLufs, truePeakDbfs, cueInMs, cueOutMs } = track;
  return { track: toTrackDto(track), contentHash, url, bytes, format, integratedLufs, truePeakDbfs, cueInMs, cueOutMs };
}
