import fc from 'fast-check';
import type { StoredPlayhead } from './kv';
import { readPlayhead } from './read-playhead';

const item = { trackId: 't', entryId: null, tier: 'playlist', requestedByUserId: null } as const;
const fade = { fromAngle: 0, toAngle: 1, frames: 960, leftFrames: 480, course: 'even' } as const;
const whole: StoredPlayhead = {
  timelineId: 'x', epoch: 3, rev: 4, item, startedAtSample: 5, offsetSamples: 6, speed: 1,
  mix: { atSample: 960, voices: [{ source: { kind: 'file', item }, playedFrames: 7, aheadFrames: 8, fade }, { source: { kind: 'live', sessionId: 's' }, playedFrames: 0, aheadFrames: 0, fade }] },
  upcoming: [item], started: item, finishedEntryIds: ['e'],
};

describe('readPlayhead', () => {
  it('gives a playhead as it was written', () => {
    expect(readPlayhead(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it('fills in what an older mixer did not write', () => {
    const { timelineId, epoch, startedAtSample, offsetSamples, speed, finishedEntryIds } = whole;
    expect(readPlayhead({ timelineId, epoch, item, startedAtSample, offsetSamples, speed, finishedEntryIds })).toEqual({ ...whole, rev: 0, mix: null, upcoming: [], started: null });
  });

  it.each([
    ['a sample between two frames', { atSample: 961 }],
    ['no voices', { voices: [] }],
    ['a voice without a place', { voices: [{ source: { kind: 'noise' }, aheadFrames: 0, fade }] }],
    ['a place that is null', { voices: [{ source: { kind: 'noise' }, playedFrames: null, aheadFrames: 0, fade }] }],
    ['a fade without a length', { voices: [{ source: { kind: 'noise' }, playedFrames: 0, aheadFrames: 0, fade: { ...fade, frames: 0 } }] }],
    ['a source that it does not know', { voices: [{ source: { kind: 'tape' }, playedFrames: 0, aheadFrames: 0, fade }] }],
  ])('takes no mix with %s', (_what, wrong) => {
    expect(readPlayhead({ ...whole, mix: { ...whole.mix, ...wrong } })?.mix).toBeNull();
  });

  it('throws at nothing', () => {
    fc.assert(fc.property(fc.anything(), (value) => expect(() => readPlayhead(value)).not.toThrow()));
    fc.assert(fc.property(fc.anything(), (value) => expect(() => readPlayhead({ ...whole, mix: value, upcoming: value, started: value, item: value, finishedEntryIds: value })).not.toThrow()));
  });
});
