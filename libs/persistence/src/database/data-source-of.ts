import type { EventEmitter } from 'node:events';
import { DataSource } from 'typeorm';
import type { DataSourceOptions, Logger } from 'typeorm';
import { quotedSchema } from './service-schema';
import type { ServiceSchema } from './service-schema';

/** TypeORM's own lines would go to standard output past our log; what fails is thrown, and logged by who catches it. */
const nothing = (): void => undefined;
const silent: Logger = {
  logQuery: nothing, logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing,
};

/** How long a caller waits for a connection: a free one of the pool, or a new one. */
export const CONNECT_TIMEOUT_MS = 1_500;
const STATEMENT_TIMEOUT_MS = 4_000;
/** A server that is gone without closing its sockets says nothing; the client then gives up a little after it would have. */
const SILENT_SERVER_MS = 500;

export interface DataSourceUse {
  purpose: 'serve' | 'migrate';
  onPoolError: (error: unknown) => void;
}

/**
 * The TypeORM data source of a service: its own schema and pool, no `synchronize`, no extensions. It is not connected yet.
 */
export function dataSourceOf(service: ServiceSchema, url: string, use: DataSourceUse): DataSource {
  const quoted = quotedSchema(service);
  const isServing = use.purpose === 'serve';
  const statementTimeoutMs = service.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const limits = { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + SILENT_SERVER_MS };
  const options: DataSourceOptions = {
    type: 'postgres',
    url,
    schema: service.schema,
    entities: [...service.entities],
    migrations: isServing ? [] : [...service.migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logger: silent,
    applicationName: `longwave ${service.schema}`,
    poolSize: isServing ? (service.poolSize ?? 4) : 1,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: use.onPoolError,
    extra: {
      options: `-c search_path=${quoted},public -c timezone=UTC`,
      keepAlive: true,
      onConnect: listenToErrors,
      ...(isServing ? { ...limits, idle_in_transaction_session_timeout: 2 * statementTimeoutMs } : {}),
    },
  };
  return new DataSource(options);
}

/**
 * A connection that breaks in the moment it is handed out has lost the pool's listener and not got its user's yet, and an
 * error that nobody listens to ends the process. Whoever uses it hears of it by his query.
 */
function listenToErrors(client: EventEmitter): void {
  client.on('error', () => undefined);
}
