import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../process/run-program';
import type { ProgramCommand } from '../process/server-plan';
import { findInitdb, findProgram } from '../programs/find-program';

/** The role that owns everything, and its database. */
export const clusterRole = 'longwave';

/** What a cluster is made of. */
export interface ClusterOptions {
  /** Holds the cluster and what we know of it. */
  folder: string;
  password: string;
  /** Whose it is: a cluster of another owner is put aside, not used. */
  owner: string;
  durable: boolean;
  /** Account, folder and environment to run PostgreSQL's programs with. */
  run: Omit<ProgramCommand, 'file' | 'args'>;
}

const exists = (folder: string, ...names: string[]): boolean => existsSync(path.join(folder, ...names));
const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex');

async function told(file: string): Promise<string | undefined> {
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : undefined;
}

/** Runs SQL without a server, which must be down. */
async function runAlone({ run }: ClusterOptions, cluster: string, sql: string): Promise<void> {
  await runProgram({ ...run, file: findProgram('postgres'), args: ['--single', '-D', cluster, 'postgres'] }, `${sql}\n`);
}

/** Makes the cluster beside its place and moves it there whole: a start that is cut off leaves nothing half made. */
async function make(options: ClusterOptions): Promise<void> {
  const { folder, run } = options;
  const draft = path.join(folder, 'cluster.making');
  const passwordFile = path.join(folder, 'password');
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (run.uid !== undefined && run.gid !== undefined) await chown(passwordFile, run.uid, run.gid);
  const args = ['-D', draft, '-U', clusterRole, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8'];
  await runProgram({ ...run, file: findInitdb(), args: [...args, ...(options.durable ? [] : ['--no-sync'])] });
  await rm(passwordFile);
  await runAlone(options, draft, `CREATE DATABASE ${clusterRole}`);
  await rename(draft, path.join(folder, 'cluster'));
}

/**
 * PostgreSQL refuses to start when the process of its last run seems to live. After a crash and a restart of a container
 * or machine another program may have that id, so the file is removed unless a PostgreSQL has it.
 */
async function removeStalePidFile(cluster: string): Promise<void> {
  const file = path.join(cluster, 'postmaster.pid');
  const pid = (await told(file))?.split('\n')[0];
  if (pid === undefined) return;
  const command = await told(`/proc/${pid}/cmdline`).catch(() => undefined);
  if (command === undefined || !command.includes('postgres')) await rm(file, { force: true });
}

/**
 * Brings the cluster into the state its settings ask for; the server must be down. Made at the first call; the password
 * follows a new one; one of another owner is moved to `cluster.before-<time>`.
 *
 * @throws Error with the last lines of the program that failed
 */
export async function prepareCluster(options: ClusterOptions, now: Date): Promise<void> {
  const { folder, owner, password } = options;
  const cluster = path.join(folder, 'cluster');
  const ownerFile = path.join(folder, 'owner');
  const passwordMark = path.join(folder, 'password.sha256');
  const wasOf = await told(ownerFile);
  if (exists(cluster) && wasOf !== undefined && wasOf !== owner) {
    await rename(cluster, `${cluster}.before-${now.toISOString().replace(/[:.]/g, '-')}`);
  }
  if (!exists(cluster, 'PG_VERSION')) await make(options);
  else {
    await removeStalePidFile(cluster);
    if ((await told(passwordMark)) !== fingerprint(password)) {
      await runAlone(options, cluster, `ALTER ROLE ${clusterRole} PASSWORD '${password.replaceAll("'", "''")}'`);
    }
  }
  await writeFile(ownerFile, owner, { mode: 0o600 });
  await writeFile(passwordMark, fingerprint(password), { mode: 0o600 });
}
