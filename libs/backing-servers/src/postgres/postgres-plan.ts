import { existsSync } from 'node:fs';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { askPort } from '../process/ask-port';
import { runProgram } from '../process/run-program';
import type { ProgramCommand, ServerPlan } from '../process/server-plan';
import { findProgram } from '../programs/find-program';
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
}

const role = 'longwave';
const database = 'longwave';

/** First message of a client, protocol 3.0: the server answers R (who are you?), or E while it is starting up. */
function startupMessage(): Buffer {
  const body = Buffer.from(`\0\x03\0\0user\0${role}\0database\0${database}\0\0`, 'latin1');
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

/** Makes the cluster beside its place and moves it there whole: a start that is cut off leaves nothing half made. */
async function makeCluster(options: PostgresPlanOptions, run: Omit<ProgramCommand, 'file' | 'args'>): Promise<void> {
  const draft = path.join(options.folder, 'cluster.making');
  const passwordFile = path.join(options.folder, 'password');
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (run.uid !== undefined && run.gid !== undefined) await chown(passwordFile, run.uid, run.gid);
  const args = ['-D', draft, '-U', role, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8'];
  await runProgram({ ...run, file: findProgram('initdb'), args: [...args, ...(options.durable ? [] : ['--no-sync'])] });
  await rm(passwordFile);
  const single = { ...run, file: findProgram('postgres'), args: ['--single', '-D', draft, 'postgres'] };
  await runProgram(single, `CREATE DATABASE ${database};\n`);
  await rename(draft, path.join(options.folder, 'cluster'));
}

/**
 * A private PostgreSQL on the loopback, its socket in its own folder; as root it runs as the account `postgres`. The
 * cluster is made at the first `prepare`, with one role that owns everything.
 *
 * @throws ProgramMissingError, or Error when root lacks the account
 */
export function postgresPlan(options: PostgresPlanOptions): ServerPlan {
  const { folder, port, password } = options;
  const cluster = path.join(folder, 'cluster');
  const account = postgresAccount();
  const run = { cwd: folder, env: { LANG: 'C.UTF-8' }, ...account };
  const settings = Object.entries(postgresSettings(options)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    name: 'postgres',
    port,
    url: `postgres://${role}:${password}@127.0.0.1:${port}/${database}`,
    stopSignal: 'SIGINT',
    command: { ...run, file: findProgram('postgres'), args: ['-D', cluster, ...settings] },
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (account) await chown(folder, account.uid, account.gid);
      if (!existsSync(path.join(cluster, 'PG_VERSION'))) await makeCluster(options, run);
    },
    isReady: () => askPort(port, startupMessage(), (answer) => answer[0] === 0x52),
  };
}
