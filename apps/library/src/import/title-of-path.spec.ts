import fc from 'fast-check';
import { titleOfPath } from './title-of-path';

it.each([
  ['Night Ferry.mp3', 'Night Ferry', ''],
  ['albums/First Light/03 - The Longwave Band - Night Ferry.flac', 'Night Ferry', 'The Longwave Band'],
  ['The Longwave Band - Night Ferry.ogg', 'Night Ferry', 'The Longwave Band'],
  ['The Longwave Band – Night Ferry (live - 2020).ogg', 'Night Ferry (live - 2020)', 'The Longwave Band'],
  ['07. Dawn.wav', 'Dawn', ''],
  ['12 Dawn.wav', 'Dawn', ''],
  ['99 Luftballons.mp3', 'Luftballons', ''],
  ['1979.mp3', '1979', ''],
  ['some_song_name.m4a', 'some song name', ''],
  ['no ending', 'no ending', ''],
  ['Mr. Jones', 'Mr. Jones', ''],
  ['new\nline\u0007.mp3', 'new line', ''],
  ['🎵.opus', '🎵', ''],
  ['../odd/...mp3', 'Untitled', ''],
  ['..mp3', 'Untitled', ''],
  ['.mp3', 'Untitled', ''],
  ['.song', 'song', ''],
  ['.song.mp3', 'song', ''],
  ['albums/._Mia - Dawn.mp3', 'Dawn', 'Mia'],
  ['..hidden..mp3', 'hidden.', ''],
  ['...Baby One More Time.mp3', '...Baby One More Time', ''],
  ['.38 Special - Caught Up.mp3', 'Caught Up', '.38 Special'],
  ['\u0001.mp3', 'Untitled', ''],
])('reads %j as "%s" by "%s"', (path, name, artist) => {
  expect(titleOfPath(path)).toEqual({ name, artist });
});

it('always gives a title that fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 800 }), (path) => {
      const { name } = titleOfPath(path);
      const length = [...name].length;
      expect(length >= 1 && length <= 300).toBe(true);
    }),
  );
});
