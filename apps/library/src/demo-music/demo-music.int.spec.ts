import { libraryContract } from '@longwave/contracts';
import { freePort, startNats, startPostgres, tempFolder, waitFor } from '@longwave/testing';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { startLibrary } from '../testing/library-harness';
import { DemoMusic } from './demo-music';
import { pieces } from './pieces';

const visible = async (folder: string) => (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();

it('gives a station without music something to play within seconds', async () => {
  const [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  const library = await startLibrary({ nats, databaseUrl: postgres.url, dataDir: tempFolder('data'), mediaPort: await freePort() });
  try {
    const next = () => library.client.call(libraryContract.nextFallbackTracks, { channelId: 1, count: 1, recentTrackIds: [] });
    const media = await waitFor(async () => (await next()).items[0], { timeoutMs: 30_000, what: 'first piece' });
    expect(media.track).toMatchObject({ name: pieces[0]!.title, artist: 'The Longwave Band', album: 'First Light' });
    expect(Math.abs(media.integratedLufs! - -16)).toBeLessThan(1);
    expect(media.truePeakDbfs).toBeLessThanOrEqual(-0.5);
    const cover = await library.client.call(libraryContract.getCover, { coverHash: media.track.albumArtUrl!.split('/').at(-1)! });
    const picture = await fetch(cover.url);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  } finally {
    // While the other pieces are being played.
    await library.stop();
    await Promise.all([nats.stop(), postgres.stop()]);
  }
}, 60_000);

it('goes on where an interrupted start was, and makes again nothing that was deleted', async () => {
  const folder = tempFolder('demo');
  const programme = pieces.slice(0, 2);
  const [first, second] = programme.map(({ title }) => `${title}.flac`);

  const interrupted = new DemoMusic(folder, programme);
  await new Promise<void>((resolve, reject) => {
    interrupted.start(resolve).catch(reject);
  });
  await interrupted.onApplicationShutdown();
  expect(await visible(folder)).toEqual([first]);
  const { mtimeMs } = await stat(path.join(folder, first!));

  const resumed = new DemoMusic(folder, programme);
  await resumed.start(() => undefined);
  await waitFor(() => stat(path.join(folder, '.complete')), { timeoutMs: 60_000, what: 'the rest' });
  expect((await stat(path.join(folder, first!))).mtimeMs).toBe(mtimeMs);
  expect((await readFile(path.join(folder, second!))).subarray(0, 4).toString()).toBe('fLaC');
  await resumed.onApplicationShutdown();
  expect(await readdir(folder)).toEqual(['.complete', second, first].sort());

  await rm(path.join(folder, first!));
  const later = new DemoMusic(folder, programme);
  await later.start(() => undefined);
  await later.onApplicationShutdown();
  expect(await visible(folder)).toEqual([second]);
}, 120_000);
