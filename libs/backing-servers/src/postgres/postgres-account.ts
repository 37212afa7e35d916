import { readFileSync } from 'node:fs';

/** The account PostgreSQL runs as. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root: then the account `postgres`, which its package makes. Undefined for everybody else,
 * who run it themselves.
 *
 * @throws Error when this is root and there is no such account
 */
export function postgresAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error('PostgreSQL cannot run as root, and there is no account "postgres"');
  return { uid: Number(uid), gid: Number(gid) };
}
