import { natsProblem } from '@longwave/messaging';
import { setTimeout as delay } from 'node:timers/promises';
import type { StationConfig } from '../station.config';
import { StationError } from '../station-error';

/** How long a NATS server of the operator's is waited for: the machine that it runs on may just be starting, too. */
const patienceMs = 5_000;
const askEveryMs = 250;

/**
 * Makes sure that the operator's own NATS server, if there is one, lets the station in. The apps would wait for it for
 * ever, as they must while a station runs. This file is to be loaded only where there is one: the client takes its time.
 *
 * @throws StationError in one line; with exit code 78 when it refuses user or password, since the next try would end alike
 */
export async function checkNats({ NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password }: StationConfig, waitMs = patienceMs): Promise<void> {
  if (url === undefined) return;
  const deadline = performance.now() + waitMs;
  for (;;) {
    const problem = await natsProblem({ url, user, password, name: 'station' });
    if (problem === undefined) return;
    const isRefusal = problem.kind === 'refused';
    if (isRefusal || performance.now() >= deadline) throw new StationError([problem.text], isRefusal ? 78 : 1);
    await delay(askEveryMs);
  }
}
