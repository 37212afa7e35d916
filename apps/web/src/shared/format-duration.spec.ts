import { formatDuration } from './format-duration';

describe('formatDuration', () => {
  it.each([
    [0, '0:00'], [7, '0:07'], [59.999, '0:59'], [60, '1:00'], [187, '3:07'], [3600, '1:00:00'], [3729, '1:02:09'], [-5, '0:00'], [Number.NaN, '0:00'], [Infinity, '0:00'],
  ])('writes %p as %p', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
