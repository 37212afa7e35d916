/** What an encoder tells in one line, most often as `Artist - Title`. */
export interface StreamTitle {
  title: string;
  /** Empty when it was not told so. */
  artist: string;
}

/** Parts artist and title at the first dash that stands between blanks; a title may have more of them. */
export function splitStreamTitle(line: string): StreamTitle {
  const [, artist, title] = /^(.+?)\s+[-–—]\s+(.+)$/s.exec(line.trim()) ?? [];
  return artist !== undefined && title !== undefined ? { artist, title } : { artist: '', title: line.trim() };
}
