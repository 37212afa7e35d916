import type { AppName } from './app-children';

/** Settings that only the control apps get. */
const controlOnly = ['REDIS_URL', 'DATABASE_URL', 'JWT_SECRET', 'ADMIN_API_TOKEN', 'MEDIA_SIGNING_SECRET'] as const;

/** What the station fills in. */
export interface FilledSettings extends Record<(typeof controlOnly)[number], string> {
  NATS_URL: string;
  NATS_USER: string | undefined;
  NATS_PASSWORD: string | undefined;
  DATA_DIR: string;
  SERVICE_INSTANCE: string;
  LIBRARY_MEDIA_PORT: string;
  LIBRARY_MEDIA_URL: string;
}

/**
 * The environment of an app: what the station inherited, with the station's values. The media apps see no secret but
 * that of NATS.
 */
export function appEnvironment(name: AppName, inherited: Readonly<Record<string, string | undefined>>, filled: FilledSettings): Record<string, string> {
  const all: Record<string, string | undefined> = { ...inherited, ...filled };
  if (name !== 'control') for (const secret of controlOnly) for (const key of [secret, `${secret}_FILE`]) delete all[key];
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
