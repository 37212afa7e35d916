import { Client } from 'pg';
import { CONNECT_TIMEOUT_MS, dataSourceOf } from '../database/data-source-of';
import { quotedSchema } from '../database/service-schema';
import type { ServiceSchema } from '../database/service-schema';

/** First half of every advisory lock of ours ("lw" in ASCII); the second is the schema's hash. */
const LOCK_CLASS = 0x6c77;
/** How long another process may take for its migrations before this one tries again later. */
const LOCK_WAIT_MS = 30_000;

/**
 * Makes a service's schema if there is none and runs its pending migrations, each in a transaction, under an advisory
 * lock, so that of several replicas that start at once one migrates and the others wait.
 *
 * @returns the names of the migrations that ran
 * @throws the database's error
 */
export async function migrate(service: ServiceSchema, url: string): Promise<string[]> {
  const lock = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: `longwave ${service.schema} migration`,
    statement_timeout: LOCK_WAIT_MS,
    query_timeout: LOCK_WAIT_MS + 1_000,
    keepAlive: true,
  });
  // Without a listener a broken connection would end the process; what waits for it hears of it anyway.
  let broken: Error | undefined;
  lock.on('error', (error) => (broken = error));
  try {
    await lock.connect();
    await lock.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, service.schema]);
    await createSchema(lock, service);
    const ran = await runMigrations(service, url);
    if (broken !== undefined) throw broken;
    return ran;
  } finally {
    // The lock ends with its connection.
    await lock.end().catch(() => undefined);
  }
}

async function createSchema(client: Client, service: ServiceSchema): Promise<void> {
  // A role without the right to create schemas may use one that was made for it; `IF NOT EXISTS` alone would be refused.
  const { rows } = await client.query<{ exists: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS exists', [quotedSchema(service)]);
  if (rows[0]?.exists !== true) await client.query(`CREATE SCHEMA IF NOT EXISTS ${quotedSchema(service)}`);
}

async function runMigrations(service: ServiceSchema, url: string): Promise<string[]> {
  const source = dataSourceOf(service, url, { purpose: 'migrate', onPoolError: () => undefined });
  await source.initialize();
  try {
    return (await source.runMigrations()).map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}
