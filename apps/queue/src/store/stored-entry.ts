import type { QueueEntryDto, TrackDto, VoterDto } from '@longwave/contracts';

/** An entry as it lies in Redis; votes and place lie beside it. */
export interface StoredEntry {
  id: string;
  track: TrackDto;
  requestedByUserId: string;
  requestedAt: string;
  isVip: boolean;
  sequence: number;
}

/** Where an entry stands: place from 1 while it waits, 0 once it plays. */
export interface Standing {
  votes: number;
  position: number;
  voters: VoterDto[];
}

/** An entry as everybody sees it. */
export function entryView(channelId: number, stored: StoredEntry, standing: Standing): QueueEntryDto {
  return {
    id: stored.id,
    track: stored.track,
    requestedByUserId: stored.requestedByUserId,
    requestedAt: stored.requestedAt,
    votes: standing.votes,
    position: standing.position,
    status: standing.position > 0 ? 'waiting' : 'playing',
    communityId: channelId,
    voters: standing.voters,
  };
}

/** Reads `user, value, user, value…`, at most `max` of them. */
export function parseVoters(flat: readonly string[], max: number): VoterDto[] {
  const voters: VoterDto[] = [];
  for (let i = 0; i + 1 < flat.length && voters.length < max; i += 2) {
    voters.push({ userId: flat[i] ?? '', value: flat[i + 1] === '-1' ? -1 : 1 });
  }
  return voters;
}
