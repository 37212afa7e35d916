import type { StoredItem, StoredMix, StoredPlayhead } from '@longwave/contracts';
import { PRIMING_SAMPLES } from '../render/durations';
import { laterMix } from './later-mix';
import { mixAtStart } from './programme-at-start';
import type { Takeover } from './takeover';

const item = (trackId: string): StoredItem => ({ trackId, entryId: null, tier: 'playlist', requestedByUserId: null });
/** A crossfade of 2 s that begins at sample 960,000. */
const crossfade: StoredMix = {
  atSample: 960_000,
  voices: [
    { source: { kind: 'file', item: item('new') }, playedFrames: 480, aheadFrames: 48_000, fade: { fromAngle: 0, toAngle: 1, frames: 96_000, leftFrames: 96_000, course: 'even' } },
    { source: { kind: 'file', item: item('old') }, playedFrames: 4_800_000, aheadFrames: 96_000, fade: { fromAngle: 1, toAngle: 0, frames: 96_000, leftFrames: 96_000, course: 'even' } },
  ],
};

/** What a mixer stores that takes over so that its bus begins at this sample. */
function storedBy(mix: StoredMix, atSample: number): StoredMix {
  const playhead = { mix } as StoredPlayhead;
  const stored = mixAtStart({ playhead, voices: [{}, {}] as Takeover['voices'], firstSample: atSample + PRIMING_SAMPLES });
  if (!stored) throw new Error('nothing stored');
  return stored;
}

// The first one died within 100 ms after the fade began, so that its successor begins before it.
it.each([-4_800, -960, 0, 960, 48_000])('a second successor finds what it would have found without the first (which began at %d)', (began) => {
  const stored = storedBy(crossfade, crossfade.atSample + began);
  for (const later of [began + 960, began + 4_800, began + 9_600, 90_000]) {
    expect(laterMix(stored, crossfade.atSample + later)).toEqual(laterMix(crossfade, crossfade.atSample + later));
  }
});

it('stores nothing when nothing goes on', () => {
  expect(mixAtStart({ playhead: { mix: crossfade } as StoredPlayhead, voices: [], firstSample: 0 })).toBeNull();
});
