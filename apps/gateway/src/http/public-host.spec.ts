import { goLiveCommand } from '../admin/go-live-command';
import { hostName } from './public-host';

it.each([
  ['radio.example.org:8383', 'radio.example.org'], ['localhost', 'localhost'], ['[::1]:8383', '[::1]'], ['192.0.2.1', '192.0.2.1'],
  [undefined, 'localhost'], ['', 'localhost'], ['a b', 'localhost'], ['x;rm -rf ~', 'localhost'], ['$(id)', 'localhost'], ["a'b", 'localhost'], ['evil.org/path', 'localhost'], ['u@evil.org', 'localhost'], ['-oProxy', 'localhost'],
])('takes %j for %s', (header, host) => {
  expect(hostName(header)).toBe(host);
});

it('makes a command line that can be pasted', () => {
  const parts = { token: 'a.b.c', channelId: 1, slug: 'radio', host: 'radio.example.org:8383', port: 8003 };
  expect(goLiveCommand(parts)).toEqual({
    url: 'icecast://source:a.b.c@radio.example.org:8003/live',
    command: 'ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg icecast://source:a.b.c@radio.example.org:8003/live',
  });
  expect(goLiveCommand({ ...parts, channelId: 2, slug: 'jazz' }).url).toBe('icecast://source:a.b.c@radio.example.org:8003/live/jazz');
});
