import type { EntitySchema, MigrationInterface } from 'typeorm';

type Class<T = object> = new (...args: never[]) => T;

/** One service's part of the database. */
export interface ServiceSchema {
  /** PostgreSQL schema of the service: lower case letters, digits and `_`. */
  readonly schema: string;
  readonly entities: readonly (Class | EntitySchema)[];
  /**
   * Migrations in order; their class names end in a JavaScript timestamp. They name tables without the schema: it is
   * first in the search path.
   */
  readonly migrations: readonly Class<MigrationInterface>[];
  /** Connections kept at most; 4 unless set. */
  readonly poolSize?: number;
  /** Time limit of one statement, in milliseconds; 4000 unless set. */
  readonly statementTimeoutMs?: number;
}

const schemaPattern = /^[a-z][a-z0-9_]{0,40}$/;

/** The schema's name, quoted for SQL. @throws Error when it is not a plain name */
export function quotedSchema({ schema }: Pick<ServiceSchema, 'schema'>): string {
  if (!schemaPattern.test(schema)) throw new Error(`not a schema name: ${schema}`);
  return `"${schema}"`;
}
