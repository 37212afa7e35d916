export * from './database/database';
export * from './database/database.config';
export * from './database/is-database-away';
export * from './database/persistence.module';
export * from './database/service-schema';
export * from './migrations/migrate';
export * from './migrations/schema-drift';
