import { open } from 'node:fs/promises';

/** RFC 1740, appendix B. */
const MAGIC = Buffer.from([0x00, 0x05, 0x16, 0x07]);

/**
 * Whether a file is what macOS keeps as `._song.mp3` beside `song.mp3` on drives that are not its own: an icon, comments,
 * no sound. Told by name and content. False for a file that cannot be read.
 */
export async function isAppleDouble(file: string): Promise<boolean> {
  if (!/(?:^|\/)\._[^/]*$/.test(file)) return false;
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.subarray(0, bytesRead).equals(MAGIC);
  } finally {
    await handle.close();
  }
}
