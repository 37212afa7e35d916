/** Opens a picture at the library's internal address. Ours, told by the library itself, never by a client. */
export async function openCover(url: string, signal: AbortSignal): Promise<Response> {
  return fetch(url, { signal, redirect: 'error' });
}
