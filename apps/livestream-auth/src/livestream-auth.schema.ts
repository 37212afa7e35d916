import type { ServiceSchema } from '@longwave/persistence';
import { CreateTokensAndSessions1790100000000 } from './migrations/1790100000000-create-tokens-and-sessions';
import { SCHEMA_NAME } from './schema-name';
import { LiveSessionEntity } from './sessions/live-session.entity';
import { LiveTokenEntity } from './tokens/live-token.entity';

/** What livestream-auth keeps in PostgreSQL. */
export const livestreamAuthSchema: ServiceSchema = {
  schema: SCHEMA_NAME,
  entities: [LiveTokenEntity, LiveSessionEntity],
  migrations: [CreateTokensAndSessions1790100000000],
};
