import fc from 'fast-check';
import { LIMITER_WORK_DB, normalisationGainDb } from './normalisation-gain-db';

describe('normalisationGainDb', () => {
  it.each([
    ['cuts a loud track in full', { integratedLufs: -6, truePeakDbfs: 1 }, -10],
    ['boosts a quiet one', { integratedLufs: -20, truePeakDbfs: -10 }, 4],
    ['boosts up to 6 dB over the ceiling', { integratedLufs: -24, truePeakDbfs: -2 }, 7],
    ['boosts at most by maxGainDb', { integratedLufs: -40, truePeakDbfs: -30 }, 12],
    ['takes another target', { integratedLufs: -20, truePeakDbfs: -10, targetLufs: -23 }, -3],
    ['never makes a cut of a boost', { integratedLufs: -17, truePeakDbfs: 9 }, 0],
    ['takes an unknown peak for full scale', { integratedLufs: -30, truePeakDbfs: Number.NaN }, 5],
    ['leaves silence alone', { integratedLufs: -70, truePeakDbfs: -60 }, 0],
    ['leaves the unmeasurable alone', { integratedLufs: Number.NEGATIVE_INFINITY, truePeakDbfs: -60 }, 0],
    ['leaves NaN alone', { integratedLufs: Number.NaN, truePeakDbfs: -1 }, 0],
  ])('%s', (_, input, expected) => {
    expect(normalisationGainDb(input)).toBeCloseTo(expected, 10);
  });

  it('leaves the limiter no more than 6 dB to do, unless the track stood higher by itself', () => {
    const level = fc.double({ min: -69, max: 6, noNaN: true });
    fc.assert(
      fc.property(level, level, (integratedLufs, truePeakDbfs) => {
        const gainDb = normalisationGainDb({ integratedLufs, truePeakDbfs });
        expect(gainDb).toBeLessThanOrEqual(12);
        if (gainDb > 0) expect(truePeakDbfs + gainDb).toBeLessThanOrEqual(-1 + LIMITER_WORK_DB + 1e-9);
      }),
    );
  });
});
