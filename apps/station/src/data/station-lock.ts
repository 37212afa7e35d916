import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import path from 'node:path';
import { type ProcessIdentity, identify, isAlive } from '../children/process-identity';
import { StationError } from '../station-error';
import { writing } from './writing';

const fileIn = (dataDir: string): string => path.join(dataDir, 'station.pid');

/** Who wrote the pid file, if that process still runs. */
function holder(dataDir: string): ProcessIdentity | undefined {
  try {
    const found = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as ProcessIdentity;
    return isAlive(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A name in the kernel that one process can have, and that is free the moment it dies, however it dies. A file alone
 * could be taken over by two starting at once.
 */
function takeName(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(`\0longwave-${name}`, () => resolve(server.unref()));
  });
}

/**
 * Makes sure that one station runs on a data folder.
 *
 * @param dataDir its real path
 * @returns a function that gives the folder free
 * @throws StationError when one runs already, or its file cannot be written
 */
export async function lockDataDir(dataDir: string): Promise<() => void> {
  const server = await takeName(createHash('sha256').update(dataDir).digest('hex').slice(0, 32));
  const other = holder(dataDir);
  if (server === undefined || (other !== undefined && other.pid !== process.pid)) {
    server?.close();
    const who = other ? `pid ${other.pid}` : 'it is just starting or ending';
    throw new StationError([`Longwave already runs here (${who}): one station for a data folder. For a second one set DATA_DIR and the ports.`]);
  }
  try {
    writing(fileIn(dataDir), () => writeFileSync(fileIn(dataDir), `${JSON.stringify(identify(process.pid))}\n`));
  } catch (error) {
    server.close();
    throw error;
  }
  return () => {
    rmSync(fileIn(dataDir), { force: true });
    server.close();
  };
}
