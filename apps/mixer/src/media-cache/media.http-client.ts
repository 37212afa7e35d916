import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** A download that is slower than this on the whole is given up. */
const SLOWEST_BYTES_PER_MS = 200;
const FIRST_BYTE_MS = 10_000;

/** The bytes cannot be had: `isGone` when asking again will not help. */
export class MediaFetchError extends Error {
  /** The library is there and cannot read this one file just now; others may be had. */
  readonly isHeldBack: boolean;

  constructor(
    message: string,
    readonly isGone: boolean,
    options: { cause?: unknown; isHeldBack?: boolean } = {},
  ) {
    super(message, options);
    this.name = 'MediaFetchError';
    this.isHeldBack = options.isHeldBack ?? false;
  }
}

/**
 * Downloads a file of the library's, of exactly the size and SHA-256 told.
 *
 * @throws MediaFetchError; what was written so far stays in `path` for the caller to remove
 */
export async function downloadMedia(url: URL, expected: { bytes: number; contentHash: string }, path: string): Promise<void> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FIRST_BYTE_MS + Math.ceil(expected.bytes / SLOWEST_BYTES_PER_MS)) }).catch((cause: unknown) => {
    throw new MediaFetchError('the library cannot be reached', false, { cause });
  });
  const { status } = response;
  if (!response.ok || !response.body) throw new MediaFetchError(`the library answered ${status}`, status === 404 || status === 410, { isHeldBack: status === 503 });
  const hash = createHash('sha256');
  const file = await open(path, 'w', 0o600);
  let bytes = 0;
  try {
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (bytes > expected.bytes) throw new MediaFetchError('the library sent more bytes than it told', true);
      hash.update(piece);
      // Not `write`, which may stop half way through a piece when the disk is full.
      await file.appendFile(piece);
    }
  } catch (cause) {
    throw cause instanceof MediaFetchError ? cause : new MediaFetchError('the download broke off', false, { cause });
  } finally {
    await file.close();
  }
  // A file that was replaced meanwhile has another hash; the library notices at its next scan.
  if (hash.digest('hex') !== expected.contentHash) throw new MediaFetchError('the bytes are not those that were told', true);
}
