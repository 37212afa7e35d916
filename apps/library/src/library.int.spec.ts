import { kvKeys, libraryContract } from '@longwave/contracts';
import type { ChannelDto, PlaylistChanged, TrackDto } from '@longwave/contracts';
import { freePort, makeTone, startNats, startPostgres, tempFolder, waitFor } from '@longwave/testing';
import type { TestNats, TestServer } from '@longwave/testing';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { startLibrary } from './testing/library-harness';
import type { LibraryHarness } from './testing/library-harness';

const songs = [
  { title: 'Jóga', artist: 'Björk', album: 'Homogenic' },
  { title: 'Hyperballad', artist: 'Björk', album: 'Post' },
  { title: 'Don’t Stop', artist: 'Fleetwood Mac', album: 'Rumours' },
  { title: 'Night Ferry', artist: 'The Longwave Band', album: 'First Light' },
];

let nats: TestNats;
let postgres: TestServer;
let library: LibraryHarness;
let mediaPort: number;
const music = tempFolder('music');
const dataDir = tempFolder('data');

async function start(): Promise<LibraryHarness> {
  return startLibrary({ nats, databaseUrl: postgres.url, dataDir, musicDir: music, mediaPort });
}

beforeAll(async () => {
  [nats, postgres, mediaPort] = await Promise.all([startNats(), startPostgres(), freePort()]);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  for (const [index, tags] of songs.entries()) {
    const file = path.join(music, `${index}.mp3`);
    await makeTone({ path: file, hz: 300 + 50 * index, seconds: 2, tags });
    await utimes(file, anHourAgo, anHourAgo);
  }
  library = await start();
  await waitFor(async () => (await all()).length === songs.length, { timeoutMs: 30_000, what: 'import' });
}, 60_000);
afterAll(async () => {
  await library.stop();
  await Promise.all([nats.stop(), postgres.stop()]);
});

const search = (query: string, limit = 100, offset = 0) => library.client.call(libraryContract.searchTracks, { query, limit, offset });
const all = async (): Promise<TrackDto[]> => (await search('')).items;
const names = (tracks: readonly TrackDto[]) => tracks.map(({ name }) => name);
const next = (count: number, recentTrackIds: string[] = []) => library.client.call(libraryContract.nextFallbackTracks, { channelId: 1, count, recentTrackIds });
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'no failure', (error: unknown) => error);
const makePlaylist = () => library.client.call(libraryContract.createPlaylist, { channelId: 1, name: 'Sunday' });
const setTracks = (playlistId: string, trackIds: string[]) => library.client.call(libraryContract.setPlaylistTracks, { playlistId, trackIds });
const allMusic = async () => (await library.client.call(libraryContract.listPlaylists, { channelId: 1 })).items.find(({ kind }) => kind === 'library')!;
const setFallback = (fallbackPlaylistId: string | null) => library.client.call(libraryContract.updateChannel, { channelId: 1, fallbackPlaylistId });

describe('search', () => {
  it.each([
    ['bjork', ['Hyperballad', 'Jóga']],
    ['JOGA', ['Jóga']],
    ['bjork post', ['Hyperballad']],
    ['dont', ['Don’t Stop']],
    ['fleet mac rum', ['Don’t Stop']],
    ['bjork rumours', []],
    ['', ['Hyperballad', 'Jóga', 'Don’t Stop', 'Night Ferry']],
    ["'; DROP TABLE track; --", []],
    ['%', ['Hyperballad', 'Jóga', 'Don’t Stop', 'Night Ferry']],
    ['_ight', ['First Light', 'Night Ferry'].slice(1)],
  ])('finds by "%s"', async (query, expected) => {
    expect(names((await search(query)).items)).toEqual(expected);
  });

  it('goes through pages and tells how many there are', async () => {
    const [first, second] = [await search('', 3, 0), await search('', 3, 3)];
    expect([first.total, second.total]).toEqual([4, 4]);
    expect(names([...first.items, ...second.items])).toEqual(names(await all()));
    expect((await search('', 3, 100)).items).toEqual([]);
  });
});

describe('channels', () => {
  it('begins with one, shown to the media plane', async () => {
    const { items } = await library.client.call(libraryContract.listChannels, {});
    expect(items).toMatchObject([{ channelId: 1, slug: 'radio', name: 'Longwave Radio', targetLufs: -16, crossfadeMs: 4000, silenceThresholdDbfs: -50, silenceLimitMs: 8_000, liveSilenceLimitMs: 20_000 }]);
    const shown = await waitFor(() => library.kv.get<ChannelDto>(kvKeys.channel(1)));
    expect(shown.value).toEqual(items[0]);
  });

  it('shows a change to the media plane', async () => {
    const changed = await library.client.call(libraryContract.updateChannel, { channelId: 1, name: 'Harbour FM', crossfadeMs: 2_000 });
    expect(changed).toMatchObject({ name: 'Harbour FM', crossfadeMs: 2_000, slug: 'radio' });
    await waitFor(async () => (await library.kv.get<ChannelDto>(kvKeys.channel(1)))?.value.crossfadeMs === 2_000);
  });

  it('refuses what it does not know', async () => {
    expect(await failure(library.client.call(libraryContract.getChannel, { channelId: 99 }))).toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    expect(await failure(setFallback(randomUUID()))).toMatchObject({ code: 'PLAYLIST_NOT_FOUND' });
    expect(await failure(library.client.call(libraryContract.updateChannel, { channelId: 1, crossfadeMs: 99_999 }))).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await failure(library.client.call(libraryContract.getTrack, { trackId: randomUUID() }))).toMatchObject({ code: 'TRACK_NOT_FOUND' });
  });
});

describe('a change of a channel', () => {
  const update = (changes: object) => failure(library.client.call(libraryContract.updateChannel, { channelId: 1, ...changes }));

  it.each([['name', null], ['crossfadeMs', null], ['requestsInterrupt', null], ['name', '\u0000 ']])('refuses %s %j by its name', async (field, value) => {
    expect(await update({ [field]: value })).toMatchObject({ code: 'BAD_REQUEST', details: { problems: [{ field }] } });
  });

  it('takes control characters out of texts', async () => {
    expect(await library.client.call(libraryContract.updateChannel, { channelId: 1, genre: 'Am\u0000bient', description: 'one\r\ntwo' })).toMatchObject({ genre: 'Ambient', description: 'one two' });
  });

  it('knows no channel beyond the integers of the database', async () => {
    expect(await update({ channelId: 2_147_483_647, name: 'A' })).toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
    expect(await update({ channelId: 2_147_483_648, name: 'A' })).toMatchObject({ code: 'BAD_REQUEST', details: { problems: [{ field: 'channelId' }] } });
  });
});

describe('playlists', () => {
  it('has one that holds all music, and follows it by itself', async () => {
    const playlist = await allMusic();
    expect(playlist).toMatchObject({ name: 'All music', trackCount: 4, isFallback: true });
    expect((await library.client.call(libraryContract.listPlaylistTracks, { playlistId: playlist.playlistId })).total).toBe(4);
    expect(await failure(setTracks(playlist.playlistId, []))).toMatchObject({ code: 'PLAYLIST_IS_AUTOMATIC' });
    expect(await failure(library.client.call(libraryContract.deletePlaylist, { playlistId: playlist.playlistId }))).toMatchObject({ code: 'PLAYLIST_IS_AUTOMATIC' });
  });

  it('keeps the order an operator gives', async () => {
    const { playlistId } = await makePlaylist();
    const ids = (await all()).map(({ trackId }) => trackId).reverse();
    expect(await setTracks(playlistId, ids)).toMatchObject({ trackCount: 4, isFallback: false });
    const listed = await library.client.call(libraryContract.listPlaylistTracks, { playlistId });
    expect(listed.items.map(({ trackId }) => trackId)).toEqual(ids);
    const page = await library.client.call(libraryContract.listPlaylistTracks, { playlistId, limit: 2, offset: 1 });
    expect(page).toMatchObject({ total: 4, items: [{ trackId: ids[1] }, { trackId: ids[2] }] });
    expect(await failure(library.client.call(libraryContract.listPlaylistTracks, { playlistId, limit: 201 }))).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await failure(setTracks(playlistId, [randomUUID()]))).toMatchObject({ code: 'TRACK_NOT_FOUND' });
    expect((await library.client.call(libraryContract.listPlaylistTracks, { playlistId })).total).toBe(4);
    await library.client.call(libraryContract.deletePlaylist, { playlistId });
    expect(await failure(setTracks(playlistId, []))).toMatchObject({ code: 'PLAYLIST_NOT_FOUND' });
  });

  it('ends with the last of many writers, whole', async () => {
    const { playlistId } = await makePlaylist();
    const ids = (await all()).map(({ trackId }) => trackId);
    await Promise.all(Array.from({ length: 20 }, (_, index) => setTracks(playlistId, index % 2 ? ids : [...ids].reverse())));
    const listed = (await library.client.call(libraryContract.listPlaylistTracks, { playlistId })).items.map(({ trackId }) => trackId);
    expect([ids, [...ids].reverse()]).toContainEqual(listed);
  });

  it('plays what the fallback holds, and tells when it is emptied and filled', async () => {
    const heard: PlaylistChanged[] = [];
    const stopHearing = library.events.subscribe(libraryContract.playlistChanged, (event) => heard.push(event));
    const { playlistId } = await makePlaylist();
    const [one] = await all();
    await setTracks(playlistId, [one!.trackId]);
    await setFallback(playlistId);
    await waitFor(() => heard.at(-1)?.playlistId === playlistId && heard.at(-1)?.trackCount === 1);
    expect((await next(2)).items.map(({ track }) => track.trackId)).toEqual([one!.trackId, one!.trackId]);

    await setTracks(playlistId, []);
    await waitFor(() => heard.at(-1)?.trackCount === 0);
    expect((await next(2)).items).toEqual([]);

    await library.client.call(libraryContract.deletePlaylist, { playlistId });
    await waitFor(() => heard.at(-1)?.trackCount === 4);
    expect((await allMusic()).isFallback).toBe(true);
    stopHearing();
  });

  it('honours what was played', async () => {
    const ids = (await all()).map(({ trackId }) => trackId);
    for (let round = 0; round < 10; round += 1) {
      const { items } = await next(4, ids.slice(0, 2));
      const order = [...ids.slice(0, 2), ...items.map(({ track }) => track.trackId)];
      order.slice(1).forEach((id, index) => expect(id).not.toBe(order[index]));
      expect(ids.slice(2)).toContain(items[0]!.track.trackId);
    }
  });
});

describe('media', () => {
  const address = async () => new URL((await next(1)).items[0]!.url);
  const ask = (url: URL, init?: RequestInit) => fetch(url, init);

  it('serves the whole, a part, and the head alone', async () => {
    const url = await address();
    const whole = await ask(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get('content-length')).toBe(String(bytes.length));
    expect(whole.headers.get('etag')).toBe(`"${url.pathname.split('/').at(-1)}"`);

    const part = await ask(url, { headers: { range: 'bytes=100-199' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200));

    const head = await ask(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), (await head.arrayBuffer()).byteLength]).toEqual([200, String(bytes.length), 0]);

    expect((await ask(url, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);
    expect((await ask(url, { headers: { 'if-none-match': whole.headers.get('etag')! } })).status).toBe(304);
    expect((await ask(url, { method: 'POST' })).status).toBe(405);
  });

  it('opens nothing without its signature', async () => {
    const url = await address();
    const changed = (change: (url: URL) => void): URL => {
      const copy = new URL(url);
      change(copy);
      return copy;
    };
    const refused = [
      changed((copy) => copy.searchParams.delete('sig')),
      changed((copy) => copy.searchParams.set('sig', 'AAAA')),
      changed((copy) => copy.searchParams.set('exp', String(Number(copy.searchParams.get('exp')) + 1))),
      changed((copy) => (copy.pathname = `/media/${'0'.repeat(64)}`)),
      changed((copy) => (copy.pathname = copy.pathname.replace('/media/', '/covers/'))),
    ];
    for (const one of refused) expect((await ask(one)).status).toBe(403);
    for (const pathname of ['/', '/media/../../etc/passwd', '/media/%2e%2e', '/media/abc']) {
      expect((await ask(changed((copy) => (copy.pathname = pathname)))).status).toBe(404);
    }
  });

  it('lets go of a client that hangs up in the middle', async () => {
    const controller = new AbortController();
    const response = await ask(await address(), { signal: controller.signal });
    controller.abort();
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect((await ask(await address())).status).toBe(200);
  });

  it('says which port is taken', async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    try {
      await expect(startLibrary({ nats, databaseUrl: postgres.url, dataDir, musicDir: music, mediaPort: port })).rejects.toThrow(new RegExp(`${port}.*LIBRARY_MEDIA_PORT`));
    } finally {
      taken.close();
    }
  });
});

describe('without its database', () => {
  it('goes on from memory, refuses writes, and comes back by itself', async () => {
    // A new one, of which nobody has asked for a file yet.
    await library.stop();
    library = await start();
    await waitFor(async () => (await next(1)).items.length === 1);
    await postgres.kill9();

    const { items } = await next(4);
    expect(items).toHaveLength(4);
    for (const { url } of items) expect((await fetch(url)).status).toBe(200);
    expect((await library.client.call(libraryContract.getChannel, { channelId: 1 })).slug).toBe('radio');
    const media = await library.client.call(libraryContract.getTrackMedia, { trackId: items[0]!.track.trackId });
    expect(media.track).toEqual(items[0]!.track);
    for (const write of [makePlaylist(), setFallback(null), search('bjork')]) expect(await failure(write)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });

    await postgres.restart();
    await waitFor(async () => (await search('bjork')).total === 2, { what: 'the library to be back' });
    expect(await library.client.call(libraryContract.startScan, {})).toMatchObject({ tracks: 4 });
  });

  it('starts without it, and is whole as soon as it is there', async () => {
    await library.stop();
    await postgres.kill9();
    library = await start();
    expect(await failure(search(''))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await postgres.restart();
    await waitFor(async () => (await search('')).total === 4, { timeoutMs: 15_000, what: 'the library to come up' });
    await waitFor(async () => (await next(1)).items.length === 1);
  });
});
