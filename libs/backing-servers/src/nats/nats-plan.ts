import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { askPort } from '../process/ask-port';
import type { ServerPlan } from '../process/server-plan';
import { findProgram } from '../programs/find-program';
import { type NatsAccess, type NatsCluster, renderNatsConfig } from './nats-config';

/** Where and for whom a private NATS server runs. */
export interface NatsPlanOptions {
  /** Folder of its own: configuration and JetStream's files. */
  folder: string;
  port: number;
  access: NatsAccess;
  serverName?: string;
  /** The servers it stands together with; alone by default. */
  cluster?: NatsCluster;
}

/**
 * A private nats-server on the loopback with JetStream.
 *
 * @throws ProgramMissingError
 */
export function natsPlan({ folder, port, access, serverName = 'longwave', cluster }: NatsPlanOptions): ServerPlan {
  const configFile = path.join(folder, 'nats.conf');
  return {
    name: 'nats',
    port,
    url: `nats://127.0.0.1:${port}`,
    stopSignal: 'SIGTERM',
    command: { file: findProgram('nats-server'), args: ['-c', configFile], cwd: folder, env: { LANG: 'C.UTF-8' } },
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const storeDir = path.join(folder, 'jetstream');
      await writeFile(configFile, renderNatsConfig({ port, serverName, storeDir, access, ...(cluster && { cluster }) }), { mode: 0o600 });
      await chmod(configFile, 0o600);
    },
    isReady: () => askPort(port, '', (answer) => answer.toString('latin1').startsWith('INFO ')),
  };
}
