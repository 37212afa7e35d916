import { cleanText } from '@longwave/audio';

/** Longest title, artist or album that is kept, in characters. */
export const MAX_TITLE_LENGTH = 300;

/**
 * Title and artist of a file without tags, from its name: `03 - Artist - Title.mp3`, `Artist - Title.mp3`, `Title.mp3`.
 * Never empty: a name of nothing readable becomes `Untitled`.
 */
export function titleOfPath(path: string): { name: string; artist: string } {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const stem = file.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, '');
  const readable = cleanText(stem.includes(' ') ? stem : stem.replaceAll('_', ' '), MAX_TITLE_LENGTH);
  const withoutNumber = readable.replace(/^\d{1,3}(?:\s*[.)]\s*|\s+-\s+|\s+(?=\D))(?=\S)/, '');
  const [artist, ...rest] = withoutNumber.split(/\s+[-–—]\s+/);
  const name = rest.join(' - ').trim();
  if (name !== '' && artist !== undefined && artist.trim() !== '') return { name, artist: artist.trim() };
  return { name: withoutNumber.trim() || 'Untitled', artist: '' };
}
