import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { askPort } from '../process/ask-port';
import type { ServerPlan } from '../process/server-plan';
import { findProgram } from '../programs/find-program';

/** Where and how a private Redis runs. */
export interface RedisPlanOptions {
  /** Folder of its own: configuration and data. */
  folder: string;
  port: number;
  /** Letters and digits. */
  password: string;
  /** Whether every write goes to the append-only file, synced each second; else nothing is kept. */
  aof: boolean;
}

/** A configuration of redis-server 7: loopback only, one password, nothing evicted. */
export function renderRedisConfig({ folder, port, password, aof }: RedisPlanOptions): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    `appendonly ${aof ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
    '',
  ].join('\n');
}

/**
 * A private redis-server on the loopback.
 *
 * @throws ProgramMissingError
 */
export function redisPlan(options: RedisPlanOptions): ServerPlan {
  const { folder, port, password } = options;
  const configFile = path.join(folder, 'redis.conf');
  return {
    name: 'redis',
    port,
    url: `redis://:${password}@127.0.0.1:${port}`,
    stopSignal: 'SIGTERM',
    command: { file: findProgram('redis-server'), args: [configFile], cwd: folder, env: { LANG: 'C.UTF-8' } },
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(configFile, renderRedisConfig(options), { mode: 0o600 });
      await chmod(configFile, 0o600);
    },
    // While it still loads its file it answers -LOADING.
    isReady: () => askPort(port, `AUTH ${password}\r\nPING\r\n`, (answer) => answer.toString('latin1').startsWith('+OK')),
  };
}
