import { CommonPages, SteadyListener, waitFor } from '@longwave/testing';
import { figures } from './support/figures';
import { beginJourney, isShort, type Journey, playlistAlone } from './support/journey';
import { musicFolder } from './support/music';
import { StuckListener } from './support/stuck-listener';

const crowd = isShort ? { listeners: 20, seconds: 20 } : { listeners: 100, seconds: 300 };
const music = [{ title: 'Alpha', hz: 220, seconds: 14 }, { title: 'Bravo', hz: 277, seconds: 14 }];
/** Seconds of sound that may lie unsent, and how many bytes they are at the mount's rate. */
const share = { seconds: 20, bytes: 20 * 16_000 };

/** Watches one who stops reading until it was dropped. @returns how long after its share had piled up, and what lay unsent then */
async function watchDropped(journey: Journey): Promise<{ afterMs: number; unsentSeconds: number }> {
  const stuck = new StuckListener(journey.station.ports.edge);
  const isKnown = async (): Promise<boolean> => (await fetch(journey.station.listenUrl(`/listeners/${stuck.id}`))).ok;
  try {
    await waitFor(isKnown, { timeoutMs: 5_000, what: 'the listener known to the edge' });
    // Tones need a little less than the mount's rate.
    await waitFor(() => (stuck.unsentBytes() ?? 0) > share.bytes * 0.8, { timeoutMs: 120_000, everyMs: 50, what: 'its share piled up' });
    const piledUpAt = performance.now();
    let unsent = 0;
    await waitFor(() => {
      const bytes = stuck.unsentBytes();
      unsent = bytes ?? unsent;
      return bytes === undefined;
    }, { timeoutMs: 60_000, everyMs: 50, what: 'the listener dropped' });
    const afterMs = performance.now() - piledUpAt;
    await waitFor(async () => !(await isKnown()), { timeoutMs: 2_000, what: 'the listener forgotten' });
    return { afterMs, unsentSeconds: unsent / (share.bytes / share.seconds) };
  } finally {
    stuck.close();
  }
}

describe('a crowd', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await beginJourney(await musicFolder(music));
    await playlistAlone(journey);
  }, 180_000);
  afterAll(() => journey.station.stop());

  it(`of ${crowd.listeners} misses no byte, over track changes${isShort ? '' : ' and beside one who stops reading and is dropped alone'}`, async () => {
    const common = new CommonPages();
    const listeners = Array.from({ length: crowd.listeners }, () => new SteadyListener(journey.station.listenUrl('/radio'), common));
    const beganAt = performance.now();
    await waitFor(() => listeners.every(({ pages }) => pages > 0), { timeoutMs: 10_000, what: 'sound for everybody' });
    const dropped = isShort ? undefined : await watchDropped(journey);
    await waitFor(() => performance.now() - beganAt > crowd.seconds * 1000, { timeoutMs: crowd.seconds * 1000 + 5_000, everyMs: 250, what: 'the end of it' });
    for (const listener of listeners) listener.stop();

    expect(listeners.flatMap(({ faults }) => faults)).toEqual([]);
    expect(Math.max(...listeners.map(({ longestPauseMs }) => longestPauseMs))).toBeLessThan(1_500);
    for (const { firstGranule = 0n, lastGranule } of listeners) {
      expect(Number(lastGranule - firstGranule) / 48_000).toBeGreaterThan(crowd.seconds - 2);
    }
    // All are at the same place, but for the second in which each is written once.
    const ends = listeners.map(({ lastGranule }) => Number(lastGranule) / 48_000);
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(1.5);
    figures({
      'listeners without a byte missing': listeners.filter(({ faults }) => faults.length === 0).length,
      'longest pause, ms': Math.max(...listeners.map(({ longestPauseMs }) => longestPauseMs)),
      ...(dropped && { 'dropped after, ms': dropped.afterMs, 'unsent then, s': dropped.unsentSeconds }),
    });
    if (dropped === undefined) return;
    expect(dropped.afterMs).toBeLessThanOrEqual(30_000);
    expect(dropped.unsentSeconds).toBeLessThanOrEqual(30);
  }, 420_000);
});
