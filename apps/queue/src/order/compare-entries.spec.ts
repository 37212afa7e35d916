import fc from 'fast-check';
import { compareEntries } from './compare-entries';
import type { Rank } from './compare-entries';
import { MAX_COUNTED_VOTES, orderScore, SEQUENCE_SPAN } from './order-score';

const rank: fc.Arbitrary<Rank> = fc.record({
  isVip: fc.boolean(),
  votes: fc.integer({ min: -MAX_COUNTED_VOTES, max: MAX_COUNTED_VOTES }),
  sequence: fc.integer({ min: 1, max: SEQUENCE_SPAN - 1 }),
});

describe('the order', () => {
  it('puts VIP first, then votes, then first come', () => {
    const queue: (Rank & { name: string })[] = [
      { name: 'early', isVip: false, votes: 0, sequence: 1 },
      { name: 'late', isVip: false, votes: 0, sequence: 2 },
      { name: 'loved', isVip: false, votes: 2, sequence: 3 },
      { name: 'disliked', isVip: false, votes: -1, sequence: 4 },
      { name: 'vip', isVip: true, votes: -5, sequence: 5 },
    ];
    expect(queue.sort(compareEntries).map(({ name }) => name)).toEqual(['vip', 'loved', 'early', 'late', 'disliked']);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(rank, rank, rank, (a, b, c) => {
        expect(Math.sign(compareEntries(a, b)) + Math.sign(compareEntries(b, a))).toBe(0);
        if (compareEntries(a, b) <= 0 && compareEntries(b, c) <= 0) expect(compareEntries(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('orderScore', () => {
  it('sorts as compareEntries does', () => {
    fc.assert(
      fc.property(rank, rank, (a, b) => {
        expect(Math.sign(orderScore(a) - orderScore(b))).toBe(Math.sign(compareEntries(a, b)));
      }),
    );
  });

  it('tells neighbours apart at the ends of its range', () => {
    const last = { isVip: true, votes: MAX_COUNTED_VOTES, sequence: SEQUENCE_SPAN - 1 };
    expect(orderScore(last) - orderScore({ ...last, sequence: last.sequence - 1 })).toBe(1);
    expect(Number.isSafeInteger(orderScore({ ...last, sequence: 0 }))).toBe(true);
    expect(Number.isSafeInteger(orderScore({ isVip: false, votes: -MAX_COUNTED_VOTES, sequence: SEQUENCE_SPAN - 1 }))).toBe(true);
  });

  it('counts no more votes than it can hold', () => {
    const many = { isVip: false, votes: MAX_COUNTED_VOTES * 3, sequence: 1 };
    expect(orderScore(many)).toBe(orderScore({ ...many, votes: MAX_COUNTED_VOTES }));
  });
});
