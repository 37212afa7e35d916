import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * SHA-256 of a file's bytes, in hex.
 *
 * @throws the file system's error; an `AbortError` once `signal` says so
 */
export async function hashFile(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 512 * 1024, signal })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
