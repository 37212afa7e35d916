import { freePort, portProblem } from '@longwave/backing-servers';

/**
 * A port of the loopback for a private server: the one it had before, else the preferred one, else a free one.
 *
 * @param taken ports that were chosen already in this start
 */
export async function choosePort(before: number | undefined, preferred: number | undefined, taken: ReadonlySet<number>): Promise<number> {
  for (const port of [before, preferred]) {
    if (port === undefined || !Number.isInteger(port) || port < 1 || port > 65_535 || taken.has(port)) continue;
    if ((await portProblem(port, '127.0.0.1')) === undefined) return port;
  }
  let port = await freePort();
  while (taken.has(port)) port = await freePort();
  return port;
}
