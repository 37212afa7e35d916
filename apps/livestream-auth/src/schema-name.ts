/** PostgreSQL schema of this service. */
export const SCHEMA_NAME = 'livestream_auth';
