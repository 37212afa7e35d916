import { backOffMs } from './back-off';

it('starts again at once, then ever more slowly, and at least every 5 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100].map(backOffMs)).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});
