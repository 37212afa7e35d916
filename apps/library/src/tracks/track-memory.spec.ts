import { TrackMemory } from './track-memory';
import type { TrackEntity } from './track.entity';

const track = (trackId: string) => ({ trackId }) as TrackEntity;

it('forgets what was read longest ago', () => {
  const memory = new TrackMemory(2);
  memory.remember([track('a'), track('b')]);
  memory.remember([track('a')]);
  memory.remember([track('c')]);
  expect(['a', 'b', 'c'].filter((id) => memory.recall(id) !== undefined)).toEqual(['a', 'c']);
});
