import { retryDelayMs } from './retry-delay-ms';

it('doubles from a second to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 400].map((failures) => retryDelayMs('broken', failures, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

it('varies by a quarter', () => {
  expect([0, 0.999].map((random) => retryDelayMs('broken', 1, random))).toEqual([750, expect.closeTo(1_250, -1)]);
});

it.each(['refused-user', 'refused', 'forbidden-address'] as const)('tries a target that says %s each minute', (kind) => {
  expect([1, 9].map((failures) => retryDelayMs(kind, failures, 0.5))).toEqual([60_000, 60_000]);
});
