import { Revision } from './revision';

it('grows with every change, also within a millisecond and when the clock goes back', () => {
  const times = [100, 100, 100, 50, 50, 1_000];
  const revision = new Revision(() => times.shift() ?? 0);
  expect(Array.from({ length: 6 }, () => revision.next())).toEqual([100, 101, 102, 103, 104, 1_000]);
});
