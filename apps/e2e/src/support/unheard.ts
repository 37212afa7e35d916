import { type Capture, listen, type TestStation, waitFor } from '@longwave/testing';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { figures, longestPauseMs } from './figures';

/**
 * Does something to a station of tones while a listener records, and checks that it was not heard: no hole, no click, no
 * pause, and the socket stayed open.
 *
 * @param work gets the listener, to wait for what is heard
 */
export async function expectUnheard<T>(station: TestStation, work: (capture: Capture) => Promise<T>): Promise<T> {
  const ownDelay = monitorEventLoopDelay({ resolution: 10 });
  ownDelay.enable();
  const capture = listen(station.listenUrl('/radio?burst=0'));
  try {
    await waitFor(() => capture.byteCount > 0, { timeoutMs: 10_000, what: 'sound' });
    const result = await work(capture);
    ownDelay.disable();
    const sound = await capture.stop();
    expect(capture.closedAt).toBeUndefined();
    expect(sound.holes({ windowMs: 20 }).map(({ atSeconds }) => atSeconds)).toEqual([]);
    const step = { dbfs: sound.largestStepDbfs(), atSeconds: sound.largestStepAt() };
    expect(step.dbfs > -30 ? step : 'no click').toBe('no click');
    // While this process itself stood still, nothing could arrive.
    expect(longestPauseMs(capture) - ownDelay.max / 1e6).toBeLessThan(1_500);
    figures({ 'largest step, dBFS': step.dbfs, 'longest pause, ms': longestPauseMs(capture) });
    return result;
  } finally {
    capture.hangUp();
  }
}
