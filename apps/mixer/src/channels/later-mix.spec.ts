import type { StoredFade, StoredItem, StoredMix } from '@longwave/contracts';
import { laterMix } from './later-mix';

const item = (trackId: string): StoredItem => ({ trackId, entryId: null, tier: 'playlist', requestedByUserId: null });
const full: StoredFade = { fromAngle: 0, toAngle: Math.PI / 2, frames: 96_000, leftFrames: 96_000, course: 'even' };
const out: StoredFade = { fromAngle: Math.PI / 2, toAngle: 0, frames: 96_000, leftFrames: 96_000, course: 'even' };
/** A crossfade of 2 s that begins at sample 960,000. */
const crossfade: StoredMix = {
  atSample: 960_000,
  voices: [
    { source: { kind: 'file', item: item('new') }, playedFrames: 480, aheadFrames: 48_000, fade: full },
    { source: { kind: 'file', item: item('old') }, playedFrames: 4_800_000, aheadFrames: 96_000, fade: out },
  ],
};

describe('laterMix', () => {
  it('moves sources and fades on', () => {
    expect(laterMix(crossfade, 960_000 + 48_000)).toEqual([
      { source: { kind: 'file', item: item('new') }, nextFrame: 48_480, aheadFrames: 48_000, fade: { ...full, leftFrames: 48_000 }, holdFrames: 0 },
      { source: { kind: 'file', item: item('old') }, nextFrame: 4_848_000, aheadFrames: 96_000, fade: { ...out, leftFrames: 48_000 }, holdFrames: 0 },
    ]);
  });

  it('leaves out what has faded out', () => {
    const voices = laterMix(crossfade, 960_000 + 96_000);
    expect(voices).toMatchObject([{ nextFrame: 96_480, fade: { leftFrames: 0 } }]);
    expect(laterMix(crossfade, 960_000 + 960_000)).toHaveLength(1);
  });

  it('goes back before a mix whose first frames were never sent: what came in waits, the other is where it was', () => {
    const [incoming, outgoing] = laterMix(crossfade, 960_000 - 4_800);
    expect(incoming).toMatchObject({ nextFrame: 480, holdFrames: 4_800, fade: { leftFrames: 100_800 } });
    expect(outgoing).toMatchObject({ nextFrame: 4_795_200, holdFrames: 0, fade: { leftFrames: 100_800 } });
  });
});
