import { tempFolder } from '@longwave/testing';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CoverStore } from './cover-store';

const folder = tempFolder('covers');
const store = new CoverStore(folder);
const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A picture of noise, which no compression makes smaller. */
async function noise(width: number, height: number): Promise<Buffer> {
  const raw = path.join(tempFolder('raw'), 'raw');
  await writeFile(raw, randomBytes(width * height * 3));
  return execFileSync('ffmpeg', ['-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-i', raw, '-f', 'image2pipe', '-c:v', 'png', '-'], { maxBuffer: 1e8 });
}
async function readBack(coverHash: string): Promise<{ bytes: Buffer; contentType: string }> {
  const cover = (await store.open(coverHash))!;
  const bytes = await cover.handle.readFile();
  await cover.handle.close();
  expect(bytes.length).toBe(cover.bytes);
  return { bytes, contentType: cover.contentType };
}
async function stored(bytes: Uint8Array): Promise<string> {
  const result = await store.store(bytes);
  if (result.outcome !== 'stored') throw new Error(result.message);
  return result.coverHash;
}

it('keeps a small picture as it is, by the hash of its bytes', async () => {
  const picture = await noise(100, 100);
  const coverHash = await stored(picture);
  expect(coverHash).toBe(createHash('sha256').update(picture).digest('hex'));
  expect(await readBack(coverHash)).toEqual({ bytes: picture, contentType: 'image/png' });
  expect(await stored(picture)).toBe(coverHash);
});

it('makes a large one smaller', async () => {
  const picture = await noise(1_700, 1_200);
  expect(picture.length).toBeGreaterThan(5 * 1024 * 1024);
  const { bytes, contentType } = await readBack(await stored(picture));
  expect(contentType).toBe('image/jpeg');
  expect(bytes.length).toBeLessThan(2_000_000);
});

it.each([
  ['larger than 20 MB', Buffer.concat([png, Buffer.alloc(21 * 1024 * 1024)]), 'IMPORT_TOO_LARGE'],
  ['large and broken', Buffer.concat([png, randomBytes(6 * 1024 * 1024)]), 'IMPORT_UNREADABLE'],
  ['no picture', Buffer.from('<svg onload="alert(1)"/>'), 'IMPORT_UNREADABLE'],
  ['a playlist', Buffer.from('#EXTM3U\n/etc/passwd\n'), 'IMPORT_UNREADABLE'],
  ['empty', Buffer.alloc(0), 'IMPORT_UNREADABLE'],
])('refuses one that is %s', async (_what, bytes, code) => {
  expect(await store.store(bytes)).toMatchObject({ outcome: 'refused', code });
});

it('knows nothing of other hashes, and leaves nothing half-written', async () => {
  expect(await store.open('0'.repeat(64))).toBeUndefined();
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.filter(({ name }) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
});
