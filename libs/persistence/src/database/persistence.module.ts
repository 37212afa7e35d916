import { configProvider } from '@longwave/service';
import { Inject, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseConfig } from './database.config';
import { Database } from './database';
import type { ServiceSchema } from './service-schema';

/** How long the start of a service waits for its database before it goes on without. */
const START_WAIT_MS = 3_000;

/** Injection token of a service's `Database`. */
export function databaseToken(schema: string): string {
  return `longwave:database:${schema}`;
}

/** Injects the `Database` of a schema. */
export function InjectDatabase(schema: string): ParameterDecorator {
  return Inject(databaseToken(schema));
}

/** Gives a service its own schema in the database at `DATABASE_URL`. Several may live in one process. */
@Module({})
export class PersistenceModule {
  /**
   * Provides the `Database` of this schema. The start waits for it at most 3 s and goes on without it then: a service
   * must start, and say that it cannot answer, while the database is away.
   */
  static forService(service: ServiceSchema): DynamicModule {
    const token = databaseToken(service.schema);
    const database = {
      provide: token,
      inject: [DatabaseConfig],
      useFactory: async (config: DatabaseConfig): Promise<Database> => {
        const made = new Database(service, config.DATABASE_URL);
        const waiting = new AbortController();
        await Promise.race([made.whenReady(), pause(START_WAIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined)]);
        waiting.abort();
        return made;
      },
    };
    return { module: PersistenceModule, providers: [configProvider(DatabaseConfig), database], exports: [token] };
  }
}
