import { cleanText } from '@longwave/audio';
import { claimsToBeMusic } from './claims-to-be-music';

/** Longest title, artist or album that is kept, in characters. */
export const MAX_TITLE_LENGTH = 300;

/**
 * Title and artist of a file without tags, from its name: `03 - Artist - Title.mp3`, `Artist - Title.mp3`, `Title.mp3`.
 * A point or two that hide a file are no part of it; three are (`...Baby One More Time`), and so is that of `.38 Special`.
 * Never empty: a name of nothing readable becomes `Untitled`.
 */
export function titleOfPath(path: string): { name: string; artist: string } {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const stem = stemOf(file).replace(/^(?:\._|\.{1,2}(?=[^.\d]))/, '');
  const readable = cleanText(stem.includes(' ') ? stem : stem.replaceAll('_', ' '), MAX_TITLE_LENGTH);
  const withoutNumber = readable.replace(/^\d{1,3}(?:\s*[.)]\s*|\s+-\s+|\s+(?=\D))(?=\S)/, '');
  const [artist, ...rest] = withoutNumber.split(/\s+[-–—]\s+/);
  const name = rest.join(' - ').trim();
  if (name !== '' && artist !== undefined && artist.trim() !== '') return { name, artist: artist.trim() };
  return { name: /[^\s.]/.test(withoutNumber) ? withoutNumber.trim() : 'Untitled', artist: '' };
}

/** `.mp3` is nothing but an ending, `.song` nothing but a name. */
function stemOf(file: string): string {
  return file.replace(claimsToBeMusic(file) ? /\.[A-Za-z0-9]{1,5}$/ : /(?<=.)\.[A-Za-z0-9]{1,5}$/, '');
}
