import type { Socket } from 'node:net';
import { parseProcNetTcp } from '../listeners/parse-proc-net-tcp';
import type { ReadTables } from '../listeners/slow-listener-watch';

/** What a target has not taken yet: bytes held here, and in the kernel where it tells (4 MB would hide there else). */
export async function unsentBytes(socket: Socket, readTables: ReadTables): Promise<number> {
  const { localPort, remotePort, writableLength } = socket;
  if (localPort === undefined) return writableLength;
  const entries = ((await readTables()) ?? []).flatMap((table) => parseProcNetTcp(table, localPort, 1));
  return writableLength + (entries.find((entry) => entry.remotePort === remotePort)?.bytes ?? 0);
}
