import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { readJsonFile, writeJsonFile } from './json-file';

/** Ports of the loopback that the station chose for itself. */
export const privatePorts = ['nats', 'redis', 'postgres', 'libraryMedia'] as const;
export type PrivatePort = (typeof privatePorts)[number];

/** What the station remembers of itself; nothing secret. */
export interface StationState {
  /** Made at the first start in this folder; tells its PostgreSQL files from those of another. */
  stationId: string;
  ports: Partial<Record<PrivatePort, number>>;
  /** Where the private PostgreSQL keeps its files; told for those who look after them, and not read back. */
  postgresFolder?: string;
}

const fileIn = (dataDir: string): string => path.join(dataDir, 'station.json');

/** @throws StationError when the file is damaged */
export function loadState(dataDir: string): StationState {
  const found = readJsonFile(fileIn(dataDir)) as Partial<StationState>;
  return { stationId: found.stationId ?? randomUUID(), ports: found.ports ?? {} };
}

export function saveState(dataDir: string, state: StationState): void {
  writeJsonFile(fileIn(dataDir), state);
}
