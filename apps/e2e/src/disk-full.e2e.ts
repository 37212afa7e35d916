import { tempFolder, waitFor } from '@longwave/testing';
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { beginJourney, type Journey, playlistAlone, trackId } from './support/journey';
import { addTrack, musicFolder } from './support/music';
import { expectUnheard } from './support/unheard';

/** Room for the station's start and a few tracks of a megabyte. */
const DISK_MB = 260;

/** Fills a disk to the last byte. @returns the file that does */
function fill(folder: string): string {
  const ballast = path.join(folder, 'ballast');
  const file = openSync(ballast, 'w');
  try {
    for (let size = 1 << 20; size >= 1; size >>= size > 4096 ? 4 : 12) {
      const piece = Buffer.alloc(size);
      try {
        for (;;) writeSync(file, piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
  return ballast;
}

/** Every file below a folder, with its size. */
function filesIn(folder: string): { name: string; size: number }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, stats: statSync(path.join(folder, name)) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ name, stats }) => ({ name, size: stats.size }));
}

/** Ids of the processes that a process started. */
function childrenOf(pid: number | undefined): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => {
    try {
      return { pid: Number(name), parent: Number(readFileSync(`/proc/${name}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[1]) };
    } catch {
      // It ended while we looked.
      return undefined;
    }
  });
  return parents.filter((found) => found?.parent === pid).map((found) => found?.pid ?? 0);
}

/** A small disk of its own needs root; without it there is nothing to fill. */
const canMount = process.getuid?.() === 0;

describe(canMount ? 'a full disk' : 'a full disk (needs root)', () => {
  let journey: Journey;
  let folder: string;
  let music: string;
  beforeAll(async () => {
    if (!canMount) return;
    folder = tempFolder('small-disk');
    mkdirSync(path.join(folder, 'data'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', path.join(folder, 'data')]);
    music = await musicFolder([{ title: 'Alpha', hz: 220, seconds: 60, format: 'mp3' }, { title: 'Bravo', hz: 277, seconds: 60, format: 'mp3' }]);
    journey = await beginJourney(music, { folder });
    await playlistAlone(journey);
  }, 180_000);
  afterAll(() => {
    if (canMount) execFileSync('umount', ['--lazy', path.join(folder, 'data')]);
  });

  // In this order: the station of the first test is ended by the second.
  it('is not heard, leaves nothing half-written, and is forgotten once there is room', async () => {
    if (!canMount) return;
    const { station, api, operator } = journey;
    const guest = await api.guest();
    await expectUnheard(station, async () => {
      const ballast = fill(station.dataDir);
      await addTrack(music, { title: 'Charlie', hz: 330, seconds: 60, format: 'mp3' });
      await operator.post('/admin/library/scan');
      const charlie = await waitFor(() => trackId(api, 'Charlie'), { timeoutMs: 30_000, what: 'the new track' });
      // It is known, but the mixer has no room for it: the queue may take it, and the sound goes on.
      const asked = await guest.post('/api/v1/queue/1', { track_id: charlie });
      expect([201, 503]).toContain(asked.status);
      const since = performance.now();
      await waitFor(() => performance.now() - since > 8_000, { timeoutMs: 10_000, what: 'eight seconds' });
      expect((await api.get('/health')).status).toBe(200);
      const cache = path.join(station.dataDir, 'cache/mixer');
      const halves = filesIn(cache).filter(({ name }) => name.includes('draft') || name.startsWith('partial/'));
      expect(halves).toEqual([]);
      const whole = filesIn(music).map(({ size }) => size);
      expect(filesIn(path.join(cache, 'files')).filter(({ size }) => !whole.includes(size))).toEqual([]);
      // What dies is started again, once.
      const pids = childrenOf(station.process.pid);
      const harbor = station.kill9('harbor');
      await waitFor(() => {
        const now = childrenOf(station.process.pid);
        return !now.includes(harbor) && now.length >= pids.length;
      }, { timeoutMs: 10_000, what: 'a new harbor' });
      expect(childrenOf(station.process.pid)).toHaveLength(pids.length);
      rmSync(ballast);
      if (asked.status === 503) expect((await waitFor(async () => {
        const answer = await guest.post('/api/v1/queue/1', { track_id: charlie });
        return answer.status === 201 ? answer : undefined;
      }, { timeoutMs: 20_000, what: 'a request that is taken' })).status).toBe(201);
      await waitFor(() => filesIn(path.join(cache, 'files')).length >= 3, { timeoutMs: 60_000, what: 'the new track at the mixer' });
    });
    expect(station.exitCode).toBeUndefined();
  }, 150_000);

  it('does not keep the station from ending', async () => {
    if (!canMount) return;
    const { station } = journey;
    fill(station.dataDir);
    const pids = childrenOf(station.process.pid);
    expect(pids.length).toBeGreaterThan(6);
    expect(await station.stop()).toBe(0);
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  }, 40_000);
});
