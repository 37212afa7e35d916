import { trackFacts } from './track-facts';

it('takes the tags', () => {
  expect(trackFacts({ title: 'Night Ferry', artist: 'Mia', album: 'First Light', genre: 'Ambient', year: 2024, trackNumber: 3 }, 'x.mp3')).toEqual({
    name: 'Night Ferry', artist: 'Mia', album: 'First Light', metadata: { genre: 'Ambient', year: 2024, trackNumber: 3 }, searchText: 'night ferry mia first light',
  });
});

it('falls back to the name of the file, but keeps the tagged artist', () => {
  expect(trackFacts({ title: ' \u0000 ' }, 'a/Mia - Dawn.mp3')).toMatchObject({ name: 'Dawn', artist: 'Mia', album: '' });
  expect(trackFacts({ artist: 'Leo' }, 'a/Mia - Dawn.mp3')).toMatchObject({ name: 'Dawn', artist: 'Leo' });
});

it('does not take the artist from the name of a file that has a title', () => {
  expect(trackFacts({ title: 'Dawn' }, 'Mixed - Tape.mp3')).toMatchObject({ name: 'Dawn', artist: '' });
});

it('cleans what would harm a log or a page', () => {
  const { name, artist } = trackFacts({ title: 'a\u202eb\u0000c\nd', artist: 'x'.repeat(5_000) }, 'x.mp3');
  expect(name).toBe('abc d');
  expect(artist).toHaveLength(300);
});

it('leaves out facts that are none', () => {
  expect(trackFacts({ title: 'x', genre: '', year: Number.NaN, trackNumber: -1 }, 'x').metadata).toEqual({});
});
