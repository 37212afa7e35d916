import { libraryContract } from '@longwave/contracts';
import type { ImportStatusDto, PlaylistChanged, TrackDto, TrackMediaDto } from '@longwave/contracts';
import { freePort, makeTone, startNats, startPostgres, tempFolder, waitFor } from '@longwave/testing';
import type { TestNats, TestServer, ToneFormat } from '@longwave/testing';
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, copyFile, mkdir, readFile, rename, rm, rmdir, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { emptyDatabase, startLibrary } from '../testing/library-harness';
import type { LibraryHarness } from '../testing/library-harness';

let nats: TestNats;
let postgres: TestServer;
let library: LibraryHarness | undefined;
let music: string;
let dataDir: string;

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
}, 30_000);
beforeEach(() => {
  music = tempFolder('music');
  dataDir = tempFolder('data');
});
afterEach(async () => {
  await library?.stop();
  library = undefined;
  await emptyDatabase(postgres.url);
});
afterAll(() => Promise.all([nats.stop(), postgres.stop()]));

async function start(): Promise<LibraryHarness> {
  library = await startLibrary({ nats, databaseUrl: postgres.url, dataDir, musicDir: music, mediaPort: await freePort() });
  return library;
}
async function restart(): Promise<LibraryHarness> {
  await library?.stop();
  return start();
}
const inMusic = (name: string) => path.join(music, name);
const anHourAgo = new Date(Date.now() - 3_600_000);
/** Files that were just made are left alone for two seconds, as if they were still being written. */
const settle = (name: string) => utimes(inMusic(name), anHourAgo, anHourAgo);
async function tone(name: string, options: { format?: ToneFormat; seconds?: number; hz?: number; tags?: Record<string, string> } = {}): Promise<void> {
  await mkdir(path.dirname(inMusic(name)), { recursive: true });
  // ffmpeg takes `%` in a name for a pattern, and some names here are meant to be odd.
  const made = path.join(dataDir, `made-${randomBytes(4).toString('hex')}.${options.format ?? 'mp3'}`);
  await makeTone({ path: made, hz: options.hz ?? 440, seconds: options.seconds ?? 3, format: options.format ?? 'mp3', ...(options.tags ? { tags: options.tags } : {}) });
  await copyFile(made, inMusic(name));
  await rm(made);
  await settle(name);
}
async function put(name: string, bytes: Uint8Array | string): Promise<void> {
  await writeFile(inMusic(name), bytes);
  await settle(name);
}
async function scanned(from: LibraryHarness, files: number): Promise<ImportStatusDto> {
  return waitFor(
    async () => {
      const status = await from.client.call(libraryContract.getImportStatus, {});
      return !status.isScanning && status.found === files && status.done === files ? status : undefined;
    },
    { timeoutMs: 15_000, what: `a finished scan of ${files} files` },
  );
}
async function rescanned(from: LibraryHarness, files: number): Promise<ImportStatusDto> {
  await from.client.call(libraryContract.startScan, {});
  return scanned(from, files);
}
const search = async (from: LibraryHarness, query = ''): Promise<TrackDto[]> => (await from.client.call(libraryContract.searchTracks, { query, limit: 100, offset: 0 })).items;
async function onlyTrack(from: LibraryHarness): Promise<TrackMediaDto> {
  const [track, ...others] = await search(from);
  expect(others).toEqual([]);
  return from.client.call(libraryContract.getTrackMedia, { trackId: track!.trackId });
}

describe('every format', () => {
  it.each<[ToneFormat, string]>([
    ['mp3', 'mp3'], ['flac', 'flac'], ['vorbis', 'ogg'], ['opus', 'ogg'], ['ogg-flac', 'ogg'], ['aac', 'mov'], ['adts', 'aac'], ['wav', 'wav'],
  ])('imports %s, told by its content', async (format, container) => {
    const hasTags = format !== 'adts';
    await tone('named-wrongly.xyz', { format, seconds: 3, tags: { title: 'Night Ferry', artist: 'Mia', album: 'First Light' } });
    const from = await start();
    await scanned(from, 1);
    const media = await onlyTrack(from);
    expect(media).toMatchObject({ format: container, cueInMs: expect.any(Number), contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(media.track).toMatchObject(hasTags ? { name: 'Night Ferry', artist: 'Mia', album: 'First Light' } : { name: 'named-wrongly' });
    expect(Math.abs(media.track.durationMs - 3_000)).toBeLessThan(120);
    // A sine of −12 dBFS on both channels: −12 dB, less 3 for its RMS, and 3 for the second channel, less 0.69.
    expect(media.integratedLufs).toBeGreaterThan(-13.5);
    expect(media.integratedLufs).toBeLessThan(-11.5);
    expect(Math.abs(media.truePeakDbfs - -12)).toBeLessThan(1);
    const bytes = Buffer.from(await (await fetch(media.url)).arrayBuffer());
    expect(bytes.length).toBe(media.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(media.contentHash);
  });
});

describe('hostile files', () => {
  it('takes or refuses each with a reason, and goes on', async () => {
    await tone('good.mp3', { tags: { title: 'Good' } });
    await tone('truncated.mp3', { seconds: 20, hz: 300 });
    await truncate(inMusic('truncated.mp3'), 100_000);
    await settle('truncated.mp3');
    await tone('truncated.flac', { format: 'flac', seconds: 6, hz: 301 });
    await truncate(inMusic('truncated.flac'), 160_000);
    await settle('truncated.flac');
    await tone('truncated.m4a', { format: 'aac', seconds: 6, hz: 302 });
    await truncate(inMusic('truncated.m4a'), 20_000);
    await settle('truncated.m4a');
    await tone('short.wav', { format: 'wav', seconds: 0.5 });
    await put('random.mp3', randomBytes(300_000));
    await put('empty.mp3', '');
    await put('text.mp3', 'all work and no play\n'.repeat(2_000));
    await put('playlist.mp3', '#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/passwd\n');
    await put('concat.mp3', "ffconcat version 1.0\nfile '/etc/passwd'\n");
    await put('id3-without-end.mp3', Buffer.concat([Buffer.from('ID3\x04\x00\x00\x7f\x7f\x7f\x7f', 'latin1'), randomBytes(5_000)]));
    await put('ogg-magic.ogg', Buffer.concat([Buffer.from('OggS'), randomBytes(50_000)]));
    await put('ftyp.m4a', Buffer.concat([Buffer.from('\0\0\0\x20ftypM4A ', 'latin1'), randomBytes(50_000)]));
    await put('riff.wav', Buffer.concat([Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'), randomBytes(50_000)]));
    await put('cover.jpg', randomBytes(1_000));
    await put('notes.txt', 'hello');
    await put('notes.empty', '');
    await put('.hidden.mp3', 'hidden');
    await put('..ogg', '');
    await put('._fork.mp3', randomBytes(4_096));
    // What systems leave beside music is no news to anybody.
    await put('._good.mp3', Buffer.concat([Buffer.from([0, 5, 0x16, 7, 0, 2, 0, 0]), Buffer.from('Mac OS X        '), randomBytes(4_000)]));
    await put('.DS_Store', Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('Bud1'), randomBytes(6_000)]));
    await put('.directory', '[Desktop Entry]\nIcon=folder-music\n');
    await put('.nomedia', '');
    // Of a song that was deleted while it was read, and one that is not all there.
    await copyFile(inMusic('good.mp3'), inMusic('.nfs000000000ac0134500000017'));
    await copyFile(inMusic('good.mp3'), inMusic('.half of it.mp3.aB3xY9'));
    await mkdir(inMusic('.trash'));
    await put('.trash/gone.mp3', 'gone');
    await symlink(music, inMusic('circle'));
    await symlink('/etc/passwd', inMusic('passwd.mp3'));

    const from = await start();
    const status = await scanned(from, 24);
    const refused = Object.fromEntries(status.refused.map(({ path: name, code }) => [name, code]));
    expect(refused).toEqual({
      'truncated.m4a': 'IMPORT_UNREADABLE', 'short.wav': 'IMPORT_TOO_SHORT', 'random.mp3': 'IMPORT_UNREADABLE', 'empty.mp3': 'IMPORT_EMPTY',
      'text.mp3': 'IMPORT_UNREADABLE', 'playlist.mp3': 'IMPORT_UNREADABLE', 'concat.mp3': 'IMPORT_UNREADABLE', 'id3-without-end.mp3': 'IMPORT_UNREADABLE',
      'ogg-magic.ogg': 'IMPORT_UNREADABLE', 'ftyp.m4a': 'IMPORT_UNREADABLE', 'riff.wav': 'IMPORT_UNREADABLE',
      '.hidden.mp3': 'IMPORT_UNREADABLE', '..ogg': 'IMPORT_EMPTY', '._fork.mp3': 'IMPORT_UNREADABLE',
    });
    for (const { message } of status.refused) expect(message).toMatch(/\w{3}/);
    expect((await search(from)).map(({ name }) => name).sort()).toEqual(['Good', 'truncated', 'truncated']);
    const good = (await search(from, 'good'))[0]!;
    expect((await from.client.call(libraryContract.getTrackMedia, { trackId: good.trackId })).cueOutMs).toBeGreaterThan(2_900);
  });

  it('takes a song whose cover is too large, without it, and says so', async () => {
    await tone('plain.mp3');
    const picture = Buffer.concat([Buffer.from('\0image/png\0\x03\0\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(21 * 1024 * 1024)]);
    const frame = Buffer.alloc(10);
    frame.write('APIC');
    frame.writeUInt32BE(picture.length, 4);
    const size = [21, 14, 7, 0].map((shift) => ((frame.length + picture.length) >> shift) & 127);
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), frame, picture]);
    await put('Mia - Heavy.mp3', Buffer.concat([tag, await readFile(inMusic('plain.mp3'))]));
    const from = await start();
    const { refused, tracks } = await scanned(from, 2);
    expect(tracks).toBe(2);
    expect(refused).toEqual([expect.objectContaining({ path: 'Mia - Heavy.mp3', code: 'IMPORT_TOO_LARGE', message: expect.stringContaining('imported without its cover') })]);
    expect(await search(from, 'heavy')).toEqual([expect.objectContaining({ name: 'Heavy', artist: 'Mia', albumArtUrl: null })]);
  });

  it('does not look again at what it refused until that changes', async () => {
    await put('song.mp3', randomBytes(50_000));
    let from = await start();
    const first = await waitFor(async () => (await scanned(from, 1)).refused[0], { timeoutMs: 15_000, what: 'the refusal' });
    from = await restart();
    expect((await rescanned(from, 1)).refused).toEqual([first]);
    await tone('song.mp3');
    expect((await rescanned(from, 1)).refused).toEqual([]);
    expect(await search(from)).toHaveLength(1);
  });

  it.each([
    ['line\nbreak.mp3', 'line break'],
    ['🎵 música.mp3', '🎵 música'],
    [`"quotes" 'n' \`ticks\` $(x).mp3`, `"quotes" 'n' \`ticks\` $(x)`],
    ['..hidden..mp3', 'hidden.'],
    ['..mp3', 'Untitled'],
    ['.mp3', 'Untitled'],
    ['.song.mp3', 'song'],
    ['._song', 'song'],
    ['a..b... .mp3', 'a..b...'],
    ['-i file.mp3', '-i file'],
    ['%03d%s.mp3', '%03d%s'],
    ['file:x|y.mp3', 'file:x|y'],
    [`${'long'.repeat(60)}.mp3`, 'long'.repeat(60)],
    ['back\\slash.mp3', 'back\\slash'],
    ['esc\u001b[31m.mp3', 'esc[31m'],
  ])('takes a file named %j', async (name, title) => {
    await tone(name);
    const from = await start();
    await scanned(from, 1);
    expect((await search(from)).map((track) => track.name)).toEqual([title]);
  });

  it('says so when a name is in no encoding', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${music}/caf`), Buffer.from([0xe9]), Buffer.from('.mp3')]), randomBytes(10));
    await tone('good.mp3');
    const from = await start();
    const status = await waitFor(async () => {
      const now = await from.client.call(libraryContract.getImportStatus, {});
      return !now.isScanning && now.refused.length === 1 ? now : undefined;
    });
    expect(status.refused[0]).toMatchObject({ path: 'caf\ufffd.mp3', message: expect.stringContaining('UTF-8') });
    expect(status.tracks).toBe(1);
  });
});

describe('what changes', () => {
  it('keeps ids, and hashes nothing again, over a restart', async () => {
    await tone('a.mp3', { hz: 300 });
    await tone('b.mp3', { hz: 400 });
    let from = await start();
    await scanned(from, 2);
    const before = await search(from);
    from = await restart();
    // Known from the start, before any scan.
    expect(await search(from)).toEqual(before);
    await rescanned(from, 2);
    expect(await search(from)).toEqual(before);
  });

  it('knows a file again that was moved, and one that is there twice as one', async () => {
    await tone('a.mp3', { tags: { title: 'Moved' } });
    const from = await start();
    await scanned(from, 1);
    const [before] = await search(from);
    await mkdir(inMusic('folder'));
    await rename(inMusic('a.mp3'), inMusic('folder/b.mp3'));
    await copyFile(inMusic('folder/b.mp3'), inMusic('copy.mp3'));
    await settle('copy.mp3');
    await rescanned(from, 2);
    expect(await search(from)).toEqual([before]);
    await rm(inMusic('folder/b.mp3'));
    await rescanned(from, 1);
    const media = await onlyTrack(from);
    expect((await fetch(media.url)).status).toBe(200);
  });

  it('does not play what is gone, and plays it again when it is back', async () => {
    await tone('a.mp3');
    const from = await start();
    await scanned(from, 1);
    const { track } = await onlyTrack(from);
    await mkdir(inMusic('other songs'));
    await rename(inMusic('a.mp3'), path.join(dataDir, 'away.mp3'));
    await rescanned(from, 0);
    expect(await search(from)).toEqual([]);
    await expect(from.client.call(libraryContract.getTrackMedia, { trackId: track.trackId })).rejects.toMatchObject({ code: 'TRACK_NOT_PLAYABLE' });
    expect(await from.client.call(libraryContract.getTrack, { trackId: track.trackId })).toEqual(track);
    await rename(path.join(dataDir, 'away.mp3'), inMusic('a.mp3'));
    await rescanned(from, 1);
    expect(await search(from)).toEqual([track]);
  });

  it('tells at once, not a scan later, that a file is no longer what it was', async () => {
    await tone('a.mp3');
    const from = await start();
    await scanned(from, 1);
    const { url } = await onlyTrack(from);
    await appendFile(inMusic('a.mp3'), 'x');
    expect((await fetch(url)).status).toBe(404);
  });

  it('waits for a file that is being written', async () => {
    await tone('a.mp3');
    const bytes = await readFile(inMusic('a.mp3'));
    await writeFile(inMusic('a.mp3'), bytes.subarray(0, 20_000));
    const from = await start();
    await waitFor(async () => !(await from.client.call(libraryContract.getImportStatus, {})).isScanning);
    expect(await search(from)).toEqual([]);
    await writeFile(inMusic('a.mp3'), bytes);
    await settle('a.mp3');
    await rescanned(from, 1);
    expect((await onlyTrack(from)).bytes).toBe(bytes.length);
  });

  it('forgets a music folder that is no longer set, until it is set again', async () => {
    await tone('a.mp3');
    let from = await start();
    await scanned(from, 1);
    const [track] = await search(from);
    const before = music;
    music = tempFolder('other-music');
    from = await restart();
    await waitFor(async () => (await search(from)).length === 0);
    music = before;
    from = await restart();
    await waitFor(async () => (await search(from))[0]?.trackId === track!.trackId);
  });

  it('goes on when the whole folder is gone', async () => {
    await tone('a.mp3');
    const from = await start();
    await scanned(from, 1);
    const { track, url } = await onlyTrack(from);
    const getMedia = () => from.client.call(libraryContract.getTrackMedia, { trackId: track.trackId });
    await rename(music, `${music}-away`);
    expect((await fetch(url)).status).toBe(503);
    await rescanned(from, 0);
    expect(await search(from)).toEqual([]);
    // Not that the track is not playable, for which a request of it would be dropped: it is soon again.
    await expect(getMedia()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    // As when a drive is not mounted: its place is there, and empty.
    await mkdir(music);
    await expect(getMedia()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await rmdir(music);
    await rename(`${music}-away`, music);
    await rescanned(from, 1);
    expect(await search(from)).toHaveLength(1);
    expect((await getMedia()).track).toEqual(track);
  });

  it('tells that the fallback was emptied and filled again', async () => {
    await tone('a.mp3');
    const from = await start();
    const heard: PlaylistChanged[] = [];
    from.events.subscribe(libraryContract.playlistChanged, (event) => heard.push(event));
    await scanned(from, 1);
    await waitFor(() => heard.at(-1)?.trackCount === 1);
    await rename(inMusic('a.mp3'), path.join(dataDir, 'away.mp3'));
    await rescanned(from, 0);
    await waitFor(() => heard.at(-1)?.trackCount === 0);
    expect((await from.client.call(libraryContract.nextFallbackTracks, { channelId: 1, count: 3, recentTrackIds: [] })).items).toEqual([]);
    await rename(path.join(dataDir, 'away.mp3'), inMusic('a.mp3'));
    await rescanned(from, 1);
    await waitFor(() => heard.at(-1)?.trackCount === 1);
    const revs = heard.map(({ rev }) => rev);
    expect(revs).toEqual([...new Set(revs)].sort((a, b) => a - b));
  });
});
