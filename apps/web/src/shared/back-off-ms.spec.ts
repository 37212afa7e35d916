import { backOffMs } from './back-off-ms';

describe('backOffMs', () => {
  it('doubles from half a second to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((failures) => backOffMs(failures, 0.5))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  it('spreads the tries of many over half to one and a half of it', () => {
    expect(backOffMs(3, 0)).toBe(1_000);
    expect(backOffMs(3, 0.999)).toBeGreaterThan(2_990);
    expect(backOffMs(3, 0.999)).toBeLessThanOrEqual(3_000);
  });
});
