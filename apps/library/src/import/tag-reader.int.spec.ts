import { makeTone, tempFolder } from '@longwave/testing';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TagReader } from './tag-reader';

const folder = tempFolder('tags');
const reader = new TagReader();
const maxCoverBytes = 1_000_000;
afterAll(() => reader.close());

async function tagged(name: string, tag: Buffer): Promise<string> {
  const plain = path.join(folder, 'plain.mp3');
  await makeTone({ path: plain, hz: 440, seconds: 1 });
  const file = path.join(folder, name);
  await writeFile(file, Buffer.concat([tag, await readFile(plain)]));
  return file;
}
/** An ID3v2.3 tag with a picture, as players write it. */
function withCover(picture: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), picture]);
  const frame = Buffer.alloc(10);
  frame.write('APIC');
  frame.writeUInt32BE(body.length, 4);
  const size = [21, 14, 7, 0].map((shift) => ((frame.length + body.length) >> shift) & 127);
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), frame, body]);
}

it('hands on a cover that fits', async () => {
  const picture = randomBytes(50_000);
  const file = await tagged('cover.mp3', withCover(picture));
  const reply = await reader.read({ file, format: 'mp3', maxCoverBytes });
  expect(reply).toMatchObject({ tags: { cover: expect.any(Uint8Array) } });
  expect('tags' in reply && Buffer.from(reply.tags.cover!)).toEqual(picture);
});

it('tells the size of one that does not', async () => {
  const file = await tagged('large.mp3', withCover(randomBytes(2_000_000)));
  expect(await reader.read({ file, format: 'mp3', maxCoverBytes })).toMatchObject({ tags: { cover: undefined, tooLargeCoverBytes: 2_000_000 } });
});

it.each(['mp3', 'flac', 'ogg', 'mov', 'aac', 'wav'] as const)('survives rubbish as %s, and reads on', async (format) => {
  const file = path.join(folder, `rubbish-${format}`);
  await writeFile(file, randomBytes(20_000));
  await reader.read({ file, format, maxCoverBytes });
  const good = await tagged('good.mp3', Buffer.alloc(0));
  expect(await reader.read({ file: good, format: 'mp3', maxCoverBytes })).toHaveProperty('tags');
});

it('tells what it could not read', async () => {
  expect(await reader.read({ file: path.join(folder, 'nothing'), format: 'mp3', maxCoverBytes })).toMatchObject({ problem: expect.stringContaining('ENOENT') });
});

it('answers many at once, each its own', async () => {
  const files = await Promise.all([1, 2, 3].map((n) => tagged(`n${n}.mp3`, withCover(Buffer.alloc(n * 10, n)))));
  const replies = await Promise.all(files.map((file) => reader.read({ file, format: 'mp3', maxCoverBytes })));
  expect(replies.map((reply) => 'tags' in reply && reply.tags.cover?.length)).toEqual([10, 20, 30]);
});
