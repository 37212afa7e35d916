import { heardSample } from './heard-sample';

const start = { timelineId: 'a', firstSample: 9_600_000 };

describe('heardSample', () => {
  it('is the first one sent when nothing has been heard yet', () => {
    expect(heardSample(start, { currentTimeSeconds: 0, startSeconds: 0 })).toBe(9_600_000);
  });

  it('counts the same whether the element begins at 0 or at the first granule', () => {
    const fromZero = heardSample(start, { currentTimeSeconds: 12.5, startSeconds: 0 });
    const fromGranule = heardSample(start, { currentTimeSeconds: 5_012.5, startSeconds: 5_000 });
    expect(fromZero).toBe(9_600_000 + 12.5 * 48_000);
    expect(fromGranule).toBe(fromZero);
  });

  it('stays exact to a sample after a month', () => {
    const month = 30 * 86_400;
    expect(heardSample(start, { currentTimeSeconds: month + 1, startSeconds: 1 })).toBe(9_600_000 + month * 48_000);
  });
});
