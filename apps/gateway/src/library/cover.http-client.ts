export interface OpenCoverOptions {
  /** Ends the call, and the body with it. */
  signal: AbortSignal;
  /** How long the headers may be waited for. The body takes as long as whoever reads it. */
  headersTimeoutMs: number;
}

/**
 * Opens a picture at the library's internal address. Ours, told by the library itself, never by a client.
 *
 * @throws when the library cannot be reached, or has no headers in time
 */
export async function openCover(url: string, { signal, headersTimeoutMs }: OpenCoverOptions): Promise<Response> {
  const late = new AbortController();
  // No `AbortSignal.timeout`: it would go on to cut the body off, which a slow phone takes its time for.
  const timer = setTimeout(() => late.abort(new Error('no headers in time')), headersTimeoutMs);
  try {
    return await fetch(url, { signal: AbortSignal.any([signal, late.signal]), redirect: 'error' });
  } finally {
    clearTimeout(timer);
  }
}
