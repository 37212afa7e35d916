import type { TrackMediaDto } from '@longwave/contracts';
import fc from 'fast-check';
import { FallbackList, WANTED_UPCOMING } from './fallback-list';

const media = (n: number): TrackMediaDto => ({
  track: { trackId: `t${n}`, name: `Song ${n}`, artist: '', album: '', albumArtUrl: null, durationMs: 180_000, provider: 'local', uri: `local:${n}`, metadata: {} },
  contentHash: String(n).padStart(64, '0'), url: '', bytes: 1, format: 'mp3', integratedLufs: -14, truePeakDbfs: -1, cueInMs: 0, cueOutMs: 180_000,
});
const songs = (count: number, from = 1) => Array.from({ length: count }, (_, i) => media(from + i));
const names = (list: FallbackList) => list.slots.map(({ media: { track } }) => track.trackId);
const newList = (note?: ConstructorParameters<typeof FallbackList>[1]) => {
  let key = 0;
  return new FallbackList(() => `k${(key += 1)}`, note);
};
const everything = () => true;

describe('FallbackList', () => {
  it('asks for more when few are left, naming what was played and what waits', () => {
    const list = newList();
    expect(list.needsMore).toBe(true);
    list.answered(songs(8), true);
    expect(list.needsMore).toBe(false);
    list.played(list.slots[3]!.key);
    expect(names(list)).toEqual(['t5', 't6', 't7', 't8']);
    expect(list.needsMore).toBe(true);
    expect(list.question(false)).toEqual({ count: 4, recentTrackIds: ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8'] });
  });

  it('keeps the place, and what was decoded for it, of a track that is in a new list as well', () => {
    const list = newList();
    list.answered(songs(4), true);
    const before = new Map(list.slots.map((slot) => [slot.media.track.trackId, slot.key]));
    list.answered([media(3), media(9), media(1), media(3)], true);
    expect(names(list)).toEqual(['t3', 't9', 't1', 't3']);
    expect(list.slots[0]!.key).toBe(before.get('t3'));
    expect(list.slots[2]!.key).toBe(before.get('t1'));
    expect(new Set(list.slots.map(({ key }) => key)).size).toBe(4);
  });

  it('is empty when the library says so, and plays nothing from memory then', () => {
    const list = newList();
    list.answered(songs(3), true);
    for (const one of songs(3)) list.remember(one);
    list.answered([], true);
    expect(names(list)).toEqual([]);
    expect(list.fillFromMemory(everything)).toBe(false);
    list.answered(songs(2), true);
    expect(names(list)).toEqual(['t1', 't2']);
  });

  it('does not play a song again right after it was asked for', () => {
    const list = newList();
    list.answered(songs(6), true);
    list.heard('t1');
    expect(names(list)).toEqual(['t2', 't3', 't4', 't5', 't6']);
    list.heard('t4');
    expect(names(list)).toEqual(['t2', 't3', 't5', 't6']);
    expect(list.question(false).recentTrackIds).toEqual(['t1', 't4', 't2', 't3', 't5', 't6']);
  });

  it('with two songs or one still has one to play, and none twice in a row', () => {
    const two = newList();
    two.answered([media(1), media(2), media(1), media(2)], true);
    two.heard('t2');
    expect(names(two)).toEqual(['t1', 't2', 't1', 't2']);
    two.heard('t1');
    expect(names(two)).toEqual(['t2', 't1', 't2']);
    const one = newList();
    one.answered(songs(1), true);
    one.heard('t1');
    expect(names(one)).toEqual(['t1']);
  });

  it('goes round from memory, with each track as far from itself as can be', () => {
    const list = newList({ recentTrackIds: [], remembered: songs(4), isEmpty: false });
    const heard: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      list.fillFromMemory(everything);
      heard.push(list.slots[0]!.media.track.trackId);
      list.played(list.slots[0]!.key);
    }
    for (let i = 0; i + 4 <= heard.length; i += 1) expect(new Set(heard.slice(i, i + 4)).size).toBe(4);
  });

  it('plays the one track there is again and again', () => {
    const list = newList({ recentTrackIds: ['t1'], remembered: [media(1)], isEmpty: false });
    list.fillFromMemory(everything);
    expect(names(list)).toEqual(['t1', 't1', 't1', 't1', 't1']);
  });

  it('plays from memory only what still lies here', () => {
    const list = newList({ recentTrackIds: [], remembered: songs(4), isEmpty: false });
    list.fillFromMemory(({ track }) => track.trackId === 't2');
    expect(new Set(names(list))).toEqual(new Set(['t2']));
    expect(newList({ recentTrackIds: [], remembered: songs(4), isEmpty: false }).fillFromMemory(() => false)).toBe(false);
  });

  it('forgets a track that cannot be played', () => {
    const list = newList();
    list.answered(songs(3), true);
    for (const one of songs(3)) list.remember(one);
    list.drop(list.slots[1]!.key);
    expect(names(list)).toEqual(['t1', 't3']);
    expect(list.note.remembered.map(({ track }) => track.trackId)).toEqual(['t1', 't3']);
  });

  it('goes on after a restart from its note', () => {
    const list = newList();
    list.answered(songs(8), true);
    list.played(list.slots[2]!.key);
    for (const one of songs(8)) list.remember(one);
    const again = newList(JSON.parse(JSON.stringify(list.note)));
    again.fillFromMemory(everything);
    expect(names(again).slice(0, 5)).toEqual(['t4', 't5', 't6', 't7', 't8']);
  });

  it('always ends up full, whatever is remembered and was played', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 40 }), fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 }), (recent, remembered) => {
        const list = newList({ recentTrackIds: recent.map((n) => `t${n}`), remembered: remembered.map(media), isEmpty: false });
        list.fillFromMemory(everything);
        expect(list.slots).toHaveLength(WANTED_UPCOMING);
      }),
    );
  });
});
