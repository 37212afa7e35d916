import { cleanText } from '@longwave/audio';
import type { TrackEntity } from '../tracks/track.entity';
import { searchText } from '../tracks/search-text';
import type { Tags } from './tags';
import { MAX_TITLE_LENGTH, titleOfPath } from './title-of-path';

type TrackFacts = Pick<TrackEntity, 'name' | 'artist' | 'album' | 'metadata' | 'searchText'>;

/** What a track is called: its tags, cleaned, or what its file's name tells where it has none. */
export function trackFacts(tags: Tags, path: string): TrackFacts {
  const name = clean(tags.title);
  const artist = clean(tags.artist);
  const album = clean(tags.album);
  const fromPath = titleOfPath(path);
  const facts = name === '' ? { name: fromPath.name, artist: artist || fromPath.artist } : { name, artist };
  return { ...facts, album, metadata: metadataOf(tags), searchText: searchText(facts.name, facts.artist, album) };
}

function clean(text: string | undefined): string {
  return typeof text === 'string' ? cleanText(text, MAX_TITLE_LENGTH) : '';
}

function metadataOf({ genre, year, trackNumber }: Tags): Record<string, string | number> {
  const metadata: Record<string, string | number> = {};
  const cleanGenre = typeof genre === 'string' ? cleanText(genre, 100) : '';
  if (cleanGenre !== '') metadata['genre'] = cleanGenre;
  if (isWithin(year, 1000, 9999)) metadata['year'] = year;
  if (isWithin(trackNumber, 1, 9999)) metadata['trackNumber'] = trackNumber;
  return metadata;
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
