import { readFile } from 'node:fs/promises';
import type { Listener } from './listener';
import type { ListenerHub } from './listener-hub';
import { parseProcNetTcp } from './parse-proc-net-tcp';

/** Seconds of sound that may lie unsent. With a look every 5 s and a write every second that makes under 30 s. */
const MAX_LAG_SECONDS = 20;
/** A listener's burst, in flight on a line of its own, must not count as lag; nor a stream of filler, which is small. */
const MIN_LAG_BYTES = 128 * 1024;

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;

/** Reads the kernel's tables of connections; undefined where there are none. */
export type ReadTables = () => Promise<string[] | undefined>;

export const readKernelTables: ReadTables = async () => {
  const texts: string[] = [];
  for (const table of TABLES) {
    try {
      texts.push(await readFile(table, 'latin1'));
    } catch (error) {
      // No such thing on this system, or a kernel without IPv6.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return texts.length === 0 ? undefined : texts;
};

/**
 * Drops listeners who no longer read. What Node shows begins after the kernel's own buffer, which is 4 MB, four minutes
 * of sound; so the kernel is asked where it can be.
 */
export class SlowListenerWatch {
  constructor(
    private readonly hub: ListenerHub,
    private readonly localPort: number,
    private readonly onDrop: (listener: Listener, lagBytes: number) => void,
    private readonly options: { maxLagSeconds?: number; readTables?: ReadTables } = {},
  ) {}

  /** Looks at everybody; to be called every 5 s. */
  async look(): Promise<void> {
    if (this.hub.size === 0) return;
    const tables = await (this.options.readTables ?? readKernelTables)();
    const unsent = new Map<string, number>();
    for (const text of tables ?? []) {
      for (const entry of parseProcNetTcp(text, this.localPort, MIN_LAG_BYTES / 8)) {
        unsent.set(`${entry.remoteAddress}|${entry.remotePort}`, entry.bytes);
      }
    }
    const limits = new Map<unknown, number>();
    for (const listener of this.hub) {
      const { socket, stream } = listener;
      const inKernel = unsent.size === 0 ? 0 : (unsent.get(`${socket.remoteAddress ?? ''}|${socket.remotePort ?? 0}`) ?? 0);
      const lagBytes = inKernel + socket.writableLength;
      if (lagBytes < MIN_LAG_BYTES) continue;
      const limit = limits.get(stream) ?? stream.bytesPerSecond * (this.options.maxLagSeconds ?? MAX_LAG_SECONDS);
      limits.set(stream, limit);
      if (lagBytes <= Math.max(limit, MIN_LAG_BYTES)) continue;
      this.onDrop(listener, lagBytes);
      listener.drop('too-slow');
    }
  }
}
