import { addToLine, emptyLine, programmeAt } from './programme-line';
import { aNowPlaying } from './a-now-playing.testing';

const at = (started_at_sample: number, name = `song at ${started_at_sample}`, timeline_id = 'line') =>
  aNowPlaying({ started_at_sample, timeline_id, track: { name } });
const lineOf = (...items: ReturnType<typeof at>[]) => items.reduce(addToLine, emptyLine);

describe('programmeAt', () => {
  const line = lineOf(at(1_000), at(2_000), at(3_000));

  it.each([[1_000, 1_000], [1_999, 1_000], [2_000, 2_000], [2_500, 2_000], [3_000, 3_000], [9_999_999, 3_000]])('at sample %p shows what began at %p', (sample, began) => {
    expect(programmeAt(line, sample)?.started_at_sample).toBe(began);
  });

  it('shows the newest when nobody knows the sample', () => {
    expect(programmeAt(line, undefined)?.started_at_sample).toBe(3_000);
  });

  it('shows the first of what is known for a moment before it', () => {
    expect(programmeAt(line, 10)?.started_at_sample).toBe(1_000);
  });

  it('shows nothing when nothing was told', () => {
    expect(programmeAt(emptyLine, 10)).toBeUndefined();
  });
});

describe('addToLine', () => {
  it('replaces what was told for the same sample, such as a DJ’s title', () => {
    const line = lineOf(at(1_000, 'old'), at(1_000, 'new'));
    expect(line.items).toHaveLength(1);
    expect(programmeAt(line, 1_000)?.track?.name).toBe('new');
  });

  it('forgets what was announced for later when something else comes first', () => {
    const line = lineOf(at(1_000), at(5_000, 'announced'), at(4_000, 'a DJ'));
    expect(programmeAt(line, 6_000)?.track?.name).toBe('a DJ');
  });

  it('begins anew on another time line', () => {
    const line = addToLine(lineOf(at(1_000), at(2_000)), at(50, 'after', 'other line'));
    expect(line).toMatchObject({ timelineId: 'other line', items: [{ started_at_sample: 50 }] });
  });

  it('stays small', () => {
    const line = lineOf(...Array.from({ length: 200 }, (_, n) => at(n * 100)));
    expect(line.items.length).toBeLessThanOrEqual(32);
    expect(programmeAt(line, undefined)?.started_at_sample).toBe(19_900);
  });
});
