import fc from 'fast-check';
import { LocalWindows } from './local-windows';

describe('LocalWindows', () => {
  it('counts within a window and begins anew after it', () => {
    const windows = new LocalWindows();
    expect([0, 1, 2].map((now) => windows.count('a', 10, now).count)).toEqual([1, 2, 3]);
    expect(windows.look('a', 9_999)).toEqual({ count: 3, retryAfterSeconds: 1 });
    expect(windows.look('a', 10_000).count).toBe(0);
    expect(windows.count('a', 10, 10_000).count).toBe(1);
    expect(windows.look('b', 0).count).toBe(0);
  });

  it('never holds more than it may', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.integer({ min: 1, max: 100 })), { maxLength: 200 }), (calls) => {
        const windows = new LocalWindows(20);
        calls.forEach(([key, seconds], now) => windows.count(key, seconds, now * 1000));
        expect(windows.size).toBeLessThanOrEqual(20);
      }),
    );
  });
});
