/** What decides an entry's place. */
export interface Rank {
  isVip: boolean;
  /** Sum of the votes. */
  votes: number;
  /** Grows with every entry of the channel: who came first. */
  sequence: number;
}

/** The order of the queue: VIP first, then votes, then first come. Negative when `a` plays before `b`. */
export function compareEntries(a: Rank, b: Rank): number {
  if (a.isVip !== b.isVip) return a.isVip ? -1 : 1;
  if (a.votes !== b.votes) return b.votes - a.votes;
  return a.sequence - b.sequence;
}
