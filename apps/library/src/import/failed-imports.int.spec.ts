import { libraryContract } from '@longwave/contracts';
import type { ImportStatusDto } from '@longwave/contracts';
import { freePort, makeTone, startNats, startPostgres, tempFolder, waitFor } from '@longwave/testing';
import type { TestNats, TestServer } from '@longwave/testing';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CoverStore } from '../covers/cover-store';
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
  library = await startLibrary({ nats, databaseUrl: postgres.url, dataDir, musicDir: music, mediaPort: await freePort(), rescanSeconds: 0 });
  return library;
}
const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(300_000)]);
const anHourAgo = new Date(Date.now() - 3_600_000);

async function song(name: string, { hz, cover }: { hz: number; cover?: Buffer }): Promise<void> {
  const file = path.join(music, name);
  await makeTone({ path: file, hz, seconds: 2, format: 'mp3' });
  if (cover) {
    const frame = Buffer.alloc(10);
    const body = Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), cover]);
    frame.write('APIC');
    frame.writeUInt32BE(body.length, 4);
    const size = [21, 14, 7, 0].map((shift) => ((frame.length + body.length) >> shift) & 127);
    await writeFile(file, Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), frame, body, await readFile(file)]));
  }
  await utimes(file, anHourAgo, anHourAgo);
}
const status = (from: LibraryHarness): Promise<ImportStatusDto> => from.client.call(libraryContract.getImportStatus, {});
const statusWhere = (from: LibraryHarness, what: string, is: (status: ImportStatusDto) => boolean): Promise<ImportStatusDto> =>
  waitFor(async () => {
    const now = await status(from);
    return !now.isScanning && is(now) ? now : undefined;
  }, { timeoutMs: 15_000, what });
const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

describe('a file that failed through no fault of its own', () => {
  it('is listed with the reason and tried again by itself, also when nothing else is scanned', async () => {
    await song('plain.mp3', { hz: 300 });
    await song('covered.mp3', { hz: 400, cover: picture });
    // Where the folder of covers belongs there is something else.
    await writeFile(path.join(dataDir, 'library'), 'x');
    const from = await start();
    const failed = await statusWhere(from, 'the failure', ({ refused }) => refused.length > 0);
    expect(failed).toMatchObject({ found: 2, done: 2, tracks: 1, refused: [{ path: 'covered.mp3', code: 'IMPORT_FAILED', message: expect.stringMatching(/ENOTDIR/) }] });
    await rm(path.join(dataDir, 'library'));
    expect(await statusWhere(from, 'the other try', ({ tracks }) => tracks === 2)).toMatchObject({ found: 2, done: 2, refused: [] });
  }, 30_000);

  it('is not decoded anew with every scan, but at once when somebody asks', async () => {
    await song('covered.mp3', { hz: 400, cover: picture });
    await writeFile(path.join(dataDir, 'library'), 'x');
    library = await startLibrary({ nats, databaseUrl: postgres.url, dataDir, musicDir: music, mediaPort: await freePort(), rescanSeconds: 1 });
    const from = library;
    const first = await statusWhere(from, 'the failure', ({ refused }) => refused.length > 0);
    // A new song tells that another scan is over.
    await song('plain.mp3', { hz: 300 });
    const later = await statusWhere(from, 'another scan', ({ tracks }) => tracks === 1);
    expect(later).toMatchObject({ found: 2, done: 2, refused: [{ path: 'covered.mp3' }] });
    const [before = 0, after = 0] = [first, later].map(({ refused }) => Date.parse(refused[0]?.at ?? ''));
    // Either not yet, or when its time had come.
    expect(after === before || after - before > 4_900).toBe(true);
    await from.client.call(libraryContract.startScan, {});
    await statusWhere(from, 'another try', ({ refused }) => refused[0]?.at !== first.refused[0]?.at);
  }, 30_000);
});

/** A small disk of its own needs root; without it there is nothing to fill. */
const canMount = process.getuid?.() === 0;

describe(canMount ? 'a full disk' : 'a full disk (needs root)', () => {
  let disk: string;
  beforeEach(async () => {
    disk = path.join(dataDir, 'library');
    await mkdir(disk);
    if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  });
  afterEach(() => {
    if (canMount) execFileSync('umount', ['--lazy', disk]);
  });

  it('is told as such, keeps nothing half-written, and is forgotten once there is room', async () => {
    if (!canMount) return;
    await writeFile(path.join(disk, 'ballast'), randomBytes(900_000));
    await song('plain.mp3', { hz: 300 });
    await song('covered.mp3', { hz: 400, cover: picture });
    const from = await start();
    const full = await statusWhere(from, 'the failure', ({ refused }) => refused.length > 0);
    expect(full).toMatchObject({ found: 2, done: 2, tracks: 1, refused: [{ path: 'covered.mp3', code: 'IMPORT_NO_SPACE', message: expect.stringMatching(/disk is full/) }] });
    expect(await filesBelow(disk)).toEqual(['ballast']);
    await rm(path.join(disk, 'ballast'));
    await from.client.call(libraryContract.startScan, {});
    expect(await statusWhere(from, 'the other try', ({ tracks }) => tracks === 2)).toMatchObject({ refused: [] });
  }, 30_000);

  it('is no fault of a cover that has to be made smaller', async () => {
    if (!canMount) return;
    const large = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(6 * 1024 * 1024, 7)]);
    await expect(new CoverStore(path.join(disk, 'covers')).store(large)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await filesBelow(disk)).toEqual([]);
  });
});
