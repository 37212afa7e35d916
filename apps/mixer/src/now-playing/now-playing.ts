import type { DjDto, LiveSessionDto, NowPlayingDto, Tier, TrackDto } from '@longwave/contracts';

/** What is on the air, as far as it is known apart from the count. */
export interface Programme {
  tier: Tier;
  entryId: string | null;
  track: TrackDto | null;
  requestedBy: string | null;
  liveSession: LiveSessionDto | null;
  startedAtSample: number;
  offsetSamples: number;
}

/** A programme that is no file and no streamer. */
export function emptyProgramme(tier: Tier, startedAtSample: number): Programme {
  return { tier, entryId: null, track: null, requestedBy: null, liveSession: null, startedAtSample, offsetSamples: 0 };
}

/** What is told to the outside. */
export function toNowPlaying(programme: Programme, channel: { channelId: number; timelineId: string; nextSample: number }): NowPlayingDto {
  const { liveSession, ...rest } = programme;
  return {
    ...rest,
    channelId: channel.channelId,
    timelineId: channel.timelineId,
    sample: Math.max(0, channel.nextSample - 1),
    dj: liveSession && djOf(liveSession),
    speed: 1,
    listeners: 0,
  };
}

function djOf({ sessionId, djName, title, startedAt }: LiveSessionDto): DjDto {
  return { sessionId, name: djName, title, startedAt };
}
