import { aNowPlaying } from './a-now-playing.testing';
import { Programme } from './programme';

const second = 48_000;
const first = aNowPlaying({ started_at_sample: 0, sample: 10 * second, track: { name: 'first' } });
const next = aNowPlaying({ started_at_sample: 60 * second, sample: 60 * second, track: { name: 'next' } });

describe('Programme', () => {
  it('keeps the old title until the new one is heard', () => {
    const programme = new Programme();
    programme.tell(first, 0);
    programme.tell(next, 50_000);
    const at = (seconds: number) => programme.show({ timelineId: 'line', sample: seconds * second }, true, 50_000);
    expect(at(59.9)).toMatchObject({ nowPlaying: { track: { name: 'first' } }, isInStep: true });
    expect(at(60)).toMatchObject({ nowPlaying: { track: { name: 'next' } }, isInStep: true });
  });

  it('shows the newest by estimate to who does not listen', () => {
    const programme = new Programme();
    programme.tell(first, 0);
    expect(programme.show(undefined, false, 5_000)).toMatchObject({ sample: 15 * second, isInStep: false });
  });

  it('takes a listener of whom nothing is known yet for as far behind as the burst', () => {
    const programme = new Programme();
    programme.tell(first, 0);
    programme.tell(next, 50_000);
    expect(programme.show(undefined, true, 52_000)).toMatchObject({ nowPlaying: { track: { name: 'first' } }, sample: 58 * second });
  });

  it('does not mix samples of two time lines', () => {
    const programme = new Programme();
    programme.tell(first, 0);
    programme.tell(aNowPlaying({ timeline_id: 'other', started_at_sample: 100, sample: 100, track: { name: 'after' } }), 1_000);
    const shown = programme.show({ timelineId: 'line', sample: 61 * second }, true, 1_000);
    expect(shown).toMatchObject({ nowPlaying: { track: { name: 'after' } }, isInStep: false });
    programme.observe({ timeline_id: 'line', sample: 999 * second }, 1_000);
    expect(programme.show(undefined, false, 1_000)?.sample).toBe(100);
  });

  it('shows nothing before anything was told', () => {
    expect(new Programme().show(undefined, false, 0)).toBeUndefined();
  });
});
