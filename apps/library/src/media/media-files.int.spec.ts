import { freePort, tempFolder } from '@longwave/testing';
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CoverStore } from '../covers/cover-store';
import type { TrackFile, TrackRepository } from '../tracks/track.repository';
import { MediaFiles } from './media-files';
import { MediaServer } from './media-server';
import { MediaUrls } from './media-urls';
import { MusicFolder } from './music-folder';

const SECRET = 's'.repeat(32);
const bytes = Buffer.from('a song');
const contentHash = createHash('sha256').update(bytes).digest('hex');
let root: string;
let known: TrackFile[];
let server: MediaServer;
let url: string;
beforeEach(async () => {
  root = tempFolder('music');
  known = [put('a.mp3')];
  // What PostgreSQL would tell.
  const tracks = { filesOf: () => Promise.resolve(known) } as unknown as TrackRepository;
  const port = await freePort();
  server = new MediaServer(new MediaFiles(tracks, new CoverStore(tempFolder('covers')), new MusicFolder(root)), { port, host: '127.0.0.1', secret: SECRET, nowMs: Date.now });
  await server.onApplicationBootstrap();
  url = new MediaUrls(`http://127.0.0.1:${port}`, SECRET, Date.now).media(contentHash);
});
afterEach(() => server.onApplicationShutdown());

function put(name: string): TrackFile {
  const file = path.join(root, name);
  writeFileSync(file, bytes);
  const { size, mtimeMs } = statSync(file);
  return { root, path: name, bytes: size, mtimeMs, contentHash, format: 'mp3' };
}
const inMusic = (name: string) => path.join(root, name);
const status = async () => (await fetch(url)).status;

it.each<[string, () => void]>([
  ['is gone', () => (mkdirSync(inMusic('others')), rmSync(inMusic('a.mp3')))],
  ['lay in a folder that is a file now', () => (known = [{ ...known[0]!, path: 'a.mp3/a.mp3' }])],
  ['changed', () => writeFileSync(inMusic('a.mp3'), 'another song')],
])('says that a file is gone when it %s', async (_, change) => {
  expect(await status()).toBe(200);
  change();
  expect(await status()).toBe(404);
});

it.each<[string, () => void]>([
  ['its folder is away', () => renameSync(root, `${root}-away`)],
  ['nothing is where its drive was mounted', () => rmSync(inMusic('a.mp3'))],
  ['a scan found its folder empty', () => (rmSync(inMusic('a.mp3')), (known = []))],
  ['the system cannot open it', () => (rmSync(inMusic('a.mp3')), symlinkSync('a.mp3', inMusic('a.mp3')))],
])('says that a file cannot be had just now when %s, and serves it again', async (_, change) => {
  change();
  expect(await status()).toBe(503);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  known = [put('a.mp3')];
  expect(await status()).toBe(200);
});

it('serves another file with the same content while one cannot be read', async () => {
  known = [known[0]!, put('b.mp3')];
  rmSync(inMusic('a.mp3'));
  symlinkSync('a.mp3', inMusic('a.mp3'));
  expect(await status()).toBe(200);
});
