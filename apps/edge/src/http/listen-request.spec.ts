import { burstSeconds, isListenerId, oggFlavour } from './listen-request';

const headers = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('oggFlavour', () => {
  it.each([
    ['VLC', { 'icy-metadata': '1', 'user-agent': 'VLC/3.0.18 LibVLC/3.0.18' }, 'chained', 'titles asked for'],
    ['mpv', { 'icy-metadata': '1', 'user-agent': 'Lavf/60.3.100' }, 'chained', 'titles asked for'],
    ['curl', { 'user-agent': 'curl/8.5' }, 'endless', 'no titles asked for'],
    ['a browser', { 'icy-metadata': '1', 'user-agent': 'Mozilla/5.0 (X11)' }, 'endless', 'browser (Mozilla agent)'],
    ['a browser that hides', { 'icy-metadata': '1', 'user-agent': 'x', 'sec-fetch-dest': 'audio' }, 'endless', 'browser (Sec-Fetch)'],
    ['Apple’s player', { 'icy-metadata': '1', 'user-agent': 'AppleCoreMedia/1.0.0' }, 'endless', 'Apple player'],
    ['one who declines titles', { 'icy-metadata': '0', 'user-agent': 'Lavf/60' }, 'endless', 'no titles asked for'],
  ])('%s', (_name, entries, flavour, why) => {
    expect(oggFlavour(headers(entries as unknown as Record<string, string>))).toEqual({ flavour, why });
  });
});

it.each([[null, 4], ['', 4], ['0', 0], ['2.5', 2.5], ['99', 4], ['-1', 0], ['abc', 4], ['Infinity', 4]])('a burst of %j is %f s', (text, seconds) => {
  expect(burstSeconds(text)).toBe(seconds);
});

it('knows a listener id', () => {
  expect(isListenerId('018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c')).toBe(true);
  for (const bad of ['', 'x', '018f3c1e5b7a7c3e9a0e0f6f3f2a1b4c', '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c/', "018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4'"]) expect(isListenerId(bad)).toBe(false);
});
