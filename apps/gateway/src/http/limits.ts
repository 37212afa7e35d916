/** A body of the API holds at most this. */
export const MAX_BODY_BYTES = 64 * 1024;

/** A playlist's tracks: up to 5,000 ids of 36 letters, with quotes and commas. */
export const MAX_PLAYLIST_BODY_BYTES = 224 * 1024;

/** How much the body of an address may hold. */
export function bodyLimitOf(path: string): number {
  return path === '/admin/playlists/:playlist/tracks' ? MAX_PLAYLIST_BODY_BYTES : MAX_BODY_BYTES;
}
