import type { QueueEntry } from '../api/types';

export type Vote = 1 | 0 | -1;

/** How a user voted on an entry. */
export function voteOf(entry: Pick<QueueEntry, 'voters'>, userId: string | undefined): Vote {
  return entry.voters.find((voter) => voter.user_id === userId)?.value ?? 0;
}

/** The vote that pressing an arrow means: that one, or none when it was pressed already. */
export function votePressed(own: Vote, arrow: 1 | -1): Vote {
  return own === arrow ? 0 : arrow;
}

/** The entry as it will stand once the station has counted the vote; its place in the order is the station's to tell. */
export function withVote(entry: QueueEntry, userId: string, vote: Vote): QueueEntry {
  const others = entry.voters.filter((voter) => voter.user_id !== userId);
  return {
    ...entry,
    votes: entry.votes - voteOf(entry, userId) + vote,
    voters: vote === 0 ? others : [...others, { user_id: userId, value: vote }],
  };
}
