import type { Mount } from '../api/types';
import { chooseMounts, listenerStartUrl, listenUrl } from './choose-mounts';

const opus: Mount = { format: 'opus', url: 'http://localhost:8005/radio', content_type: 'audio/ogg; codecs=opus', bitrate_kbps: 128 };
const mp3: Mount = { format: 'mp3', url: 'http://localhost:8005/radio.mp3', content_type: 'audio/mpeg', bitrate_kbps: 128 };

describe('chooseMounts', () => {
  it('takes Opus first where it plays, and keeps MP3 to fall back on', () => {
    expect(chooseMounts([opus, mp3], () => 'probably')).toEqual([opus, mp3]);
  });

  it('takes MP3 where Opus does not play', () => {
    expect(chooseMounts([opus, mp3], (type) => (type.includes('ogg') ? '' : 'maybe'))).toEqual([mp3]);
  });

  it('tries all when the browser claims to play none', () => {
    expect(chooseMounts([opus, mp3], () => '')).toEqual([opus, mp3]);
  });
});

describe('addresses of a mount', () => {
  it('carry the listener’s id', () => {
    expect(listenUrl(opus, 'b2')).toBe('http://localhost:8005/radio?listener=b2');
    expect(listenUrl({ url: 'https://x.example/fm/radio?a=1' }, 'b2')).toBe('https://x.example/fm/radio?a=1&listener=b2');
  });

  it('ask the edge that has the mount', () => {
    expect(listenerStartUrl(mp3, 'b2')).toBe('http://localhost:8005/listeners/b2');
  });
});
