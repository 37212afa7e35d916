import { chown, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { askPort } from '../process/ask-port';
import type { ServerPlan } from '../process/server-plan';
import { findProgram } from '../programs/find-program';
import { clusterRole, prepareCluster } from './cluster';
import { postgresAccount } from './postgres-account';

/** Where and how a private PostgreSQL runs. */
export interface PostgresPlanOptions {
  /** Folder of its own; the account it runs as must be able to enter the folders above. */
  folder: string;
  port: number;
  /** Letters and digits. */
  password: string;
  /** Off for tests only: a crash of the machine then loses data. */
  durable: boolean;
  /** Whose data these are; those of another owner are put aside. */
  owner?: string;
}

/** First message of a client, protocol 3.0: the server answers R (who are you?), or E while it is starting up. */
function startupMessage(): Buffer {
  const body = Buffer.from(`\0\x03\0\0user\0${clusterRole}\0database\0${clusterRole}\0\0`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}

/** PostgreSQL's settings as arguments, so that no file of the cluster has to be edited. */
export function postgresSettings({ folder, port, durable }: PostgresPlanOptions): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    max_connections: '100',
    shared_buffers: '32MB',
    log_min_messages: 'warning',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
}

/**
 * A private PostgreSQL on the loopback, its socket in its own folder; as root it runs as the account `postgres`. The
 * cluster is made at the first `prepare`, with one role that owns everything.
 *
 * @throws ProgramMissingError, or Error when root lacks the account
 */
export function postgresPlan(options: PostgresPlanOptions): ServerPlan {
  const { folder, port, password, durable, owner = 'longwave' } = options;
  const account = postgresAccount();
  const run = { cwd: folder, env: { LANG: 'C.UTF-8' }, ...account };
  const settings = Object.entries(postgresSettings(options)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    name: 'postgres',
    port,
    url: `postgres://${clusterRole}:${password}@127.0.0.1:${port}/${clusterRole}`,
    stopSignal: 'SIGINT',
    command: { ...run, file: findProgram('postgres'), args: ['-D', path.join(folder, 'cluster'), ...settings] },
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (account) await chown(folder, account.uid, account.gid);
      await prepareCluster({ folder, password, owner, durable, run }, new Date());
    },
    isReady: () => askPort(port, startupMessage(), (answer) => answer[0] === 0x52),
  };
}
