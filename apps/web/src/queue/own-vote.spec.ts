import type { QueueEntry } from '../api/types';
import { aNowPlaying } from '../now-playing/a-now-playing.testing';
import { voteOf, votePressed, withVote } from './own-vote';

const track = aNowPlaying().track;
if (!track) throw new Error('the builder makes a track');
const entry: QueueEntry = {
  id: 'e1', track, requested_by_user_id: 'guest:1', requested_at: '2026-11-20T10:00:00Z', votes: 1, position: 2, status: 'waiting', community_id: 1,
  voters: [{ user_id: 'guest:2', value: 1 }],
};

describe('a listener’s vote', () => {
  it('is found among the voters', () => {
    expect(voteOf(entry, 'guest:2')).toBe(1);
    expect(voteOf(entry, 'guest:1')).toBe(0);
    expect(voteOf(entry, undefined)).toBe(0);
  });

  it('is taken back by pressing the same arrow again, and changed by the other', () => {
    expect(votePressed(0, 1)).toBe(1);
    expect(votePressed(1, 1)).toBe(0);
    expect(votePressed(1, -1)).toBe(-1);
  });

  it('counts once, however often it changes', () => {
    const voted = withVote(entry, 'guest:1', 1);
    expect(voted.votes).toBe(2);
    const changed = withVote(voted, 'guest:1', -1);
    expect(changed.votes).toBe(0);
    const back = withVote(changed, 'guest:1', 0);
    expect(back).toEqual(entry);
  });
});
