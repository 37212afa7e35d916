import { equalPowerGains } from './equal-power-gains';

describe('equalPowerGains', () => {
  it.each([0, 0.1, 0.25, 0.5, 0.9, 1])('keeps the summed power at 1 (progress %f)', (progress) => {
    const { outgoing, incoming } = equalPowerGains(progress);
    expect(outgoing ** 2 + incoming ** 2).toBeCloseTo(1, 12);
  });

  it.each([
    [-1, 1, 0],
    [0, 1, 0],
    [1, 0, 1],
    [7, 0, 1],
    [Number.NaN, 0, 1],
  ])('is exact at and beyond its ends (progress %f)', (progress, outgoing, incoming) => {
    expect(equalPowerGains(progress)).toEqual({ outgoing, incoming });
  });

  it('is the same backwards with the sides exchanged', () => {
    const forth = equalPowerGains(0.3);
    const back = equalPowerGains(0.7);
    expect(forth.outgoing).toBeCloseTo(back.incoming, 12);
    expect(forth.incoming).toBeCloseTo(back.outgoing, 12);
  });

  it('only ever moves towards the incoming side', () => {
    const line = Array.from({ length: 101 }, (_, i) => equalPowerGains(i / 100));
    for (let i = 1; i < line.length; i++) {
      expect(line[i]!.outgoing).toBeLessThan(line[i - 1]!.outgoing);
      expect(line[i]!.incoming).toBeGreaterThan(line[i - 1]!.incoming);
    }
  });
});
