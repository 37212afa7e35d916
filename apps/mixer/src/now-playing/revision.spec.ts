import { Revision } from './revision';

it('grows with every change, also within a millisecond and when the clock goes back', () => {
  const times = [100, 100, 100, 50, 50, 1_000];
  const revision = new Revision(() => times.shift() ?? 0);
  expect(Array.from({ length: 6 }, () => revision.next())).toEqual([100, 101, 102, 103, 104, 1_000]);
});

it('goes on from a stored number when the clock was set back meanwhile', () => {
  const revision = new Revision(() => 100, 5_000);
  expect(revision.next()).toBeGreaterThan(6_000);
  expect(new Revision(() => 1e12, 5_000).next()).toBe(1e12);
});
