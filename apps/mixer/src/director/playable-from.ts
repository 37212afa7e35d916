import { normalisationGainDb } from '@longwave/audio';
import type { TrackMediaDto } from '@longwave/contracts';
import type { PlayableItem } from '../render/playable-item';

/** Less than this between the cues is taken for a wrong measurement, and the whole file is played. */
const SHORTEST_CUED_MS = 1_000;

/** How a track is played: from cue to cue, brought to the channel's loudness. */
export function playableFrom(
  media: TrackMediaDto,
  how: { key: string; path: string; tier: PlayableItem['tier']; entryId: string | null; targetLufs: number },
): PlayableItem {
  const { track, cueInMs, cueOutMs } = media;
  const hasCues = cueOutMs - cueInMs >= SHORTEST_CUED_MS;
  return {
    key: how.key,
    trackId: track.trackId,
    entryId: how.entryId,
    tier: how.tier,
    path: how.path,
    format: media.format,
    startMs: hasCues ? cueInMs : 0,
    endMs: hasCues ? cueOutMs : Math.max(track.durationMs, cueOutMs),
    gainDb: gainOf(media, how.targetLufs),
  };
}

function gainOf({ integratedLufs, truePeakDbfs }: TrackMediaDto, targetLufs: number): number {
  return integratedLufs === null ? 0 : normalisationGainDb({ integratedLufs, truePeakDbfs, targetLufs });
}
