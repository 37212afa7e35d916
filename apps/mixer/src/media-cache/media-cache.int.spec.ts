import type { TrackMediaDto } from '@longwave/contracts';
import { tempFolder, waitFor } from '@longwave/testing';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { MixerConfig } from '../mixer.config';
import { MediaCache } from './media-cache.service';

const files = new Map<string, Buffer>();
let served: string[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    served.push(String(request.url));
    const bytes = files.get(String(request.url));
    if (!bytes) return void response.writeHead(404).end();
    if (request.url?.includes('cut') === true) return void response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 10), () => response.destroy());
    response.end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());
beforeEach(() => (served = []));

function open(megabytes = 2_048, folder = tempFolder('cache')): MediaCache {
  const config = Object.assign(new MixerConfig(), { DATA_DIR: folder, MIXER_CACHE_MB: megabytes, LIBRARY_MEDIA_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return new MediaCache(config);
}

function media(bytes: Buffer, extra: Partial<TrackMediaDto> = {}): TrackMediaDto {
  const trackId = randomUUID();
  const url = `/${trackId}`;
  files.set(extra.url ?? url, bytes);
  return {
    track: { trackId, name: 'Song', artist: '', album: '', albumArtUrl: null, durationMs: 1000, provider: 'local', uri: 'local:x', metadata: {} },
    contentHash: createHash('sha256').update(bytes).digest('hex'), url, bytes: bytes.length, format: 'mp3', integratedLufs: null, truePeakDbfs: 0, cueInMs: 0, cueOutMs: 1000, ...extra,
  };
}

it('fetches once, however many ask, and knows the track after a restart', async () => {
  const folder = tempFolder('cache');
  const cache = open(2_048, folder);
  const one = media(randomBytes(100_000));
  const paths = await Promise.all([cache.fetch(one), cache.fetch(one), cache.fetch(one)]);
  expect(new Set(paths).size).toBe(1);
  expect(served).toHaveLength(1);
  expect(readFileSync(paths[0])).toEqual(files.get(one.url));
  expect(open(2_048, folder).findTrack(one.track.trackId)).toEqual(one);
});

it.each([
  ['other bytes than told', () => media(randomBytes(1_000), { contentHash: 'a'.repeat(64) }), true],
  ['more bytes than told', () => media(randomBytes(1_000), { bytes: 999 }), true],
  ['a file that is gone', () => ({ ...media(randomBytes(10)), url: '/nothing' }), true],
  ['a line that breaks', () => media(randomBytes(100_000), { url: `/cut-${randomUUID()}` }), false],
  ['a library that is away', () => ({ ...media(randomBytes(10)), url: 'http://127.0.0.1:9/x' }), false],
])('refuses %s and leaves nothing behind', async (_, make, isGone) => {
  const cache = open();
  await expect(cache.fetch(make())).rejects.toMatchObject({ name: 'MediaFetchError', isGone });
  expect(readdirSync(path.join(cache.folder, 'partial'))).toEqual([]);
  expect(readdirSync(path.join(cache.folder, 'files'))).toEqual([]);
});

it('leaves no half of a note that could not be written', () => {
  const cache = open();
  // As good as a full disk: a note cannot take the place of a folder.
  mkdirSync(path.join(cache.folder, 'channels', '1.upcoming.json'));
  cache.writeNote(1, 'upcoming', { items: [] });
  expect(readdirSync(path.join(cache.folder, 'channels'))).toEqual(['1.upcoming.json']);
});

it('throws away what was not used for the longest time, and never the newest', async () => {
  const cache = open(100);
  const tracks = Array.from({ length: 30 }, () => media(randomBytes(4_000_000)));
  for (const [i, one] of tracks.entries()) {
    const file = await cache.fetch(one);
    // As if each had been used an hour after the one before.
    utimesSync(file, i * 3_600, i * 3_600);
  }
  const kept = tracks.map((one) => existsSync(path.join(cache.folder, 'files', one.contentHash)));
  expect(kept.filter(Boolean).length * 4_000_000).toBeLessThanOrEqual(100_000_000);
  expect(kept.indexOf(true)).toBe(kept.lastIndexOf(false) + 1);
});

it('forgets what it knew of a track when its file went, and of no other', async () => {
  const cache = open(1);
  const notes = () => readdirSync(path.join(cache.folder, 'tracks')).sort();
  // Of a file that another mixer threw away, long ago.
  const old = media(randomBytes(10));
  writeFileSync(path.join(cache.folder, 'tracks', `${old.track.trackId}.json`), JSON.stringify(old));
  writeFileSync(path.join(cache.folder, 'tracks', `${randomUUID()}.json`), '{"con');
  const tracks = Array.from({ length: 30 }, () => media(randomBytes(50_000)));
  for (const one of tracks) await cache.fetch(one);
  await cache.fetch(media(randomBytes(50_000)));
  const kept = () => readdirSync(path.join(cache.folder, 'files')).length;
  expect(kept()).toBe(20);
  await waitFor(() => notes().length === kept(), { what: 'notes of what is here alone' });
  const known = tracks.filter(({ track }) => cache.findTrack(track.trackId) !== undefined);
  expect(known).toHaveLength(19);
});

it('makes room although another mixer does so at the same time', async () => {
  const cache = open(1);
  // Listed, and gone when it is looked at.
  symlinkSync('gone', path.join(cache.folder, 'files', 'a'.repeat(64)));
  const one = media(randomBytes(10));
  expect(readFileSync(await cache.fetch(one))).toEqual(files.get(one.url));
});

it('takes no hash for a path', async () => {
  expect(open().find('../../../../../etc/passwd')).toBeUndefined();
  await expect(open().fetch(media(randomBytes(10), { contentHash: '../../x' }))).rejects.toThrow(/hash/);
  expect(open().findTrack('../secrets')).toBeUndefined();
});
