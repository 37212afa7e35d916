import type { NowPlayingDto } from '@longwave/contracts';
import { lineOf, streamTitle } from './stream-title';
import { TitleLog } from './title-log';

const track = { trackId: 't', name: 'Night Ferry', artist: 'Ann', album: 'First Light', albumArtUrl: null, durationMs: 1, provider: 'local', uri: '', metadata: {} };
const dj = { sessionId: 's', name: 'Mia', title: '', startedAt: '' };
const playing = (some: Partial<NowPlayingDto>) => ({ track: null, dj: null, ...some }) as NowPlayingDto;

it.each([
  ['a track', playing({ track }), { title: 'Night Ferry', artist: 'Ann', album: 'First Light' }, 'Ann - Night Ferry'],
  ['a track without tags', playing({ track: { ...track, artist: '', album: '' } }), { title: 'Night Ferry' }, 'Night Ferry'],
  ['a DJ with a title', playing({ dj: { ...dj, title: 'Bob - Tide - Live' }, track }), { artist: 'Bob', title: 'Tide - Live' }, 'Bob - Tide - Live'],
  ['a DJ without one', playing({ dj }), { title: 'Mia' }, 'Mia'],
  ['a DJ whose title is no pair', playing({ dj: { ...dj, title: 'Talk' } }), { title: 'Talk' }, 'Talk'],
  ['noise', playing({}), { title: 'Radio' }, 'Radio'],
  ['control characters', playing({ track: { ...track, name: 'A\r\nB\0', artist: '', album: '' } }), { title: 'A B' }, 'A B'],
])('tells %s', (_name, nowPlaying, tags, line) => {
  expect(streamTitle(nowPlaying, 'Radio')).toEqual(tags);
  expect(lineOf(streamTitle(nowPlaying, 'Radio'))).toBe(line);
});

describe('TitleLog', () => {
  it('knows what was on the air when', () => {
    const log = new TitleLog('none');
    expect(log.at(5)).toBe('none');
    log.set('a', 10);
    log.set('b', 20);
    log.set('planned', 50);
    log.set('instead', 40);
    expect([5, 10, 19, 20, 39, 40, 60].map((position) => log.at(position))).toEqual(['a', 'a', 'a', 'b', 'b', 'instead', 'instead']);
  });

  it('does not grow', () => {
    const log = new TitleLog('none');
    for (let i = 0; i < 1_000; i++) log.set(String(i), i);
    expect(log.at(999)).toBe('999');
    expect(log.at(0)).toBe('980');
  });
});
