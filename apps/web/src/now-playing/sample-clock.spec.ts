import { estimateSample, observeSample } from './sample-clock';

const clock = { timelineId: 'line', sample: 480_000, atMs: 10_000 };

describe('the channel’s clock', () => {
  it('runs at 48 kHz', () => {
    expect(estimateSample(clock, 10_000)).toBe(480_000);
    expect(estimateSample(clock, 12_500)).toBe(480_000 + 2.5 * 48_000);
  });

  it('is not put back by a message that lay about', () => {
    expect(observeSample(clock, { timelineId: 'line', sample: 480_100, atMs: 60_000 })).toBe(clock);
  });

  it('is put forward by one that came sooner', () => {
    const sooner = { timelineId: 'line', sample: 480_000 + 48_100, atMs: 11_000 };
    expect(observeSample(clock, sooner)).toBe(sooner);
  });

  it('begins anew on another time line', () => {
    const other = { timelineId: 'other', sample: 5, atMs: 20_000 };
    expect(observeSample(clock, other)).toBe(other);
    expect(observeSample(undefined, clock)).toBe(clock);
  });
});
