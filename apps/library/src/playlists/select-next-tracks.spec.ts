import fc from 'fast-check';
import { seededRandom } from '../random/seeded-random';
import { selectNextTracks, trackSpacingOf } from './select-next-tracks';
import type { Candidate } from './select-next-tracks';

const tracks = (count: number, artists = count): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({ trackId: `t${index}`, artist: `a${index % artists}` }));
const ids = (chosen: readonly Candidate[]) => chosen.map(({ trackId }) => trackId);
const play = (candidates: Candidate[], count: number, seed = 1) => selectNextTracks({ candidates, recent: [], count, random: seededRandom(seed) });

/** Fewest tracks between two that share a key. */
function smallestGap(chosen: readonly Candidate[], key: (candidate: Candidate) => string): number {
  const last = new Map<string, number>();
  let smallest = Infinity;
  chosen.forEach((candidate, index) => {
    const before = last.get(key(candidate));
    if (before !== undefined) smallest = Math.min(smallest, index - before - 1);
    last.set(key(candidate), index);
  });
  return smallest;
}

it('keeps its spacing between two plays of a track', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer(), (count, seed) => {
      expect(smallestGap(play(tracks(count), count * 5, seed), ({ trackId }) => trackId)).toBeGreaterThanOrEqual(trackSpacingOf(count));
    }),
  );
});

it('plays every track before long', () => {
  const counts = new Map<string, number>();
  for (const { trackId } of play(tracks(30), 3_000)) counts.set(trackId, (counts.get(trackId) ?? 0) + 1);
  expect(counts.size).toBe(30);
  // 100 each on average; spacing keeps it even.
  expect(Math.min(...counts.values())).toBeGreaterThan(80);
});

it('has another order each round', () => {
  const chosen = ids(play(tracks(10), 100));
  const rounds = Array.from({ length: 10 }, (_, round) => chosen.slice(round * 10, round * 10 + 10).join());
  expect(new Set(rounds).size).toBeGreaterThan(8);
});

it('lets four others play before an artist comes again, when there are artists enough', () => {
  expect(smallestGap(play(tracks(40, 10), 500), ({ artist }) => artist)).toBeGreaterThanOrEqual(4);
});

it('still never repeats an artist back to back with two of them', () => {
  expect(smallestGap(play(tracks(10, 2), 200), ({ artist }) => artist)).toBeGreaterThanOrEqual(1);
});

it('prefers an artist again to a track again', () => {
  const chosen = play(tracks(10, 1), 200);
  expect(smallestGap(chosen, ({ trackId }) => trackId)).toBeGreaterThanOrEqual(trackSpacingOf(10));
});

it('does not take the unknown artist for one', () => {
  const unknown = tracks(10).map(({ trackId }) => ({ trackId, artist: '' }));
  expect(smallestGap(play(unknown, 100), ({ trackId }) => trackId)).toBeGreaterThanOrEqual(trackSpacingOf(10));
});

it('goes on from what was played', () => {
  const candidates = tracks(5);
  for (let seed = 0; seed < 50; seed += 1) {
    const [next] = selectNextTracks({ candidates, recent: candidates.slice(0, 4), count: 1, random: seededRandom(seed) });
    expect(['t0', 't4']).toContain(next?.trackId);
  }
});

it('counts the artist of a request that is in no playlist', () => {
  const [next] = selectNextTracks({ candidates: tracks(2), recent: [{ trackId: 'elsewhere', artist: 'a0' }], count: 1, random: () => 0 });
  expect(next?.artist).toBe('a1');
});

it('plays the only track there is', () => {
  expect(ids(play(tracks(1), 3))).toEqual(['t0', 't0', 't0']);
});

it('alternates two tracks', () => {
  expect(smallestGap(play(tracks(2), 20), ({ trackId }) => trackId)).toBe(1);
});

it('chooses nothing from nothing', () => {
  expect(play([], 5)).toEqual([]);
});

it('always gives as many as asked for, whatever was played', () => {
  const candidate = fc.record({ trackId: fc.constantFrom(...'abcdefgh'), artist: fc.constantFrom('', 'x', 'y') });
  const distinct = fc.uniqueArray(candidate, { selector: ({ trackId }) => trackId, minLength: 1 });
  fc.assert(
    fc.property(distinct, fc.array(candidate, { maxLength: 30 }), fc.integer({ min: 1, max: 20 }), fc.integer(), (candidates, recent, count, seed) => {
      const chosen = selectNextTracks({ candidates, recent, count, random: seededRandom(seed) });
      expect(chosen).toHaveLength(count);
      if (candidates.length > 1) expect(ids(chosen).some((id, index) => id === ids([...recent, ...chosen])[recent.length + index - 1])).toBe(false);
    }),
  );
});
