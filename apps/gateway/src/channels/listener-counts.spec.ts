import { COUNT_GOOD_FOR_MS, ListenerCounts } from './listener-counts';

it('adds edges up and forgets those that fell silent', () => {
  const counts = new ListenerCounts();
  counts.tell(1, 'a', 3, 0);
  counts.tell(1, 'b', 4, 20_000);
  counts.tell(2, 'a', 100, 0);
  expect(counts.of(1, 20_000)).toBe(7);
  counts.tell(1, 'b', 1, 21_000);
  expect(counts.of(1, COUNT_GOOD_FOR_MS)).toBe(4);
  expect(counts.of(1, COUNT_GOOD_FOR_MS + 1)).toBe(1);
  expect(counts.of(3, 0)).toBe(0);
});
