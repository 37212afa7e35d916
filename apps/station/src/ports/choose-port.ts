import { freePort, portProblem } from '@longwave/backing-servers';
import { type PrivatePort, privatePorts } from '../data/station-state';
import type { StationConfig } from '../station.config';

/** Settings with the ports that others reach the station on. */
export const publicPorts = ['GATEWAY_PORT', 'EDGE_PORT', 'HARBOR_PORT'] as const;

/** Where the library serves music if nothing says otherwise. */
const preferredMediaPort = 8010;

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

/**
 * Ports of the loopback for the private servers and the library's music.
 *
 * @param before those of the last start, which are kept where they can be
 */
export async function choosePorts(before: Partial<Record<PrivatePort, number>>, config: StationConfig): Promise<Record<PrivatePort, number>> {
  const { LIBRARY_MEDIA_PORT: mediaPort } = config;
  // Nobody listens on the public ones yet, so that to ask the kernel is not enough.
  const taken = new Set(publicPorts.map((setting) => config[setting]));
  if (mediaPort !== undefined) taken.add(mediaPort);
  const chosen: Partial<Record<PrivatePort, number>> = {};
  for (const name of privatePorts) {
    const isMedia = name === 'libraryMedia';
    const port = isMedia && mediaPort !== undefined ? mediaPort : await choosePort(before[name], isMedia ? preferredMediaPort : undefined, taken);
    taken.add(port);
    chosen[name] = port;
  }
  return chosen as Record<PrivatePort, number>;
}
