import { tempFolder } from '@longwave/testing';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { chooseEncoding, CompressedFiles } from './compressed-files';

it.each([
  ['gzip, deflate, br', 'br'], ['gzip', 'gzip'], ['br;q=0, gzip;q=0.5', 'gzip'], ['BR', 'br'], [undefined, undefined], ['', undefined], ['identity', undefined], ['gzip;q=0.0', undefined], ['*', undefined],
])('for %j chooses %s', (header, encoding) => {
  expect(chooseEncoding(header)).toBe(encoding);
});

it('compresses a file once for each version and encoding', async () => {
  const file = path.join(tempFolder('files'), 'a.js');
  writeFileSync(file, 'x'.repeat(10_000));
  const files = new CompressedFiles(2);
  const first = await files.get(file, 'v1', 'br');
  expect(brotliDecompressSync(first).toString()).toBe('x'.repeat(10_000));
  expect(gunzipSync(await files.get(file, 'v1', 'gzip')).toString()).toBe('x'.repeat(10_000));
  writeFileSync(file, 'y');
  expect(await files.get(file, 'v1', 'br')).toBe(first);
  expect(brotliDecompressSync(await files.get(file, 'v2', 'br')).toString()).toBe('y');
});

it('does not keep a failure', async () => {
  const file = path.join(tempFolder('files'), 'late.js');
  const files = new CompressedFiles();
  await expect(files.get(file, 'v1', 'br')).rejects.toThrow();
  writeFileSync(file, 'here');
  expect(brotliDecompressSync(await files.get(file, 'v1', 'br')).toString()).toBe('here');
});
