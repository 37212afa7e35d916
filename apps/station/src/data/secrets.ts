import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { readJsonFile, writeJsonFile } from './json-file';
import { writing } from './writing';

const names = ['adminApiToken', 'jwtSecret', 'mediaSigningSecret', 'natsPassword', 'natsBotPassword', 'redisPassword', 'postgresPassword'] as const;

/** What only this station knows. Letters and digits. */
export type Secrets = Record<(typeof names)[number], string>;

/** Where they are kept. */
export const secretsFile = (dataDir: string): string => path.join(dataDir, 'secrets.json');

/**
 * The station's secrets, made at the first start; one that is missing is made as well.
 *
 * @throws StationError when the file is damaged or cannot be written
 */
export function loadSecrets(dataDir: string): Secrets {
  const file = secretsFile(dataDir);
  const found = readJsonFile(file);
  const isGood = (value: unknown): value is string => typeof value === 'string' && /^\w{32,200}$/.test(value);
  const secrets = Object.fromEntries(
    names.map((name) => [name, isGood(found[name]) ? found[name] : randomBytes(24).toString('hex')]),
  ) as Secrets;
  if (names.some((name) => found[name] !== secrets[name])) writeJsonFile(file, secrets);
  if (existsSync(file)) writing(file, () => chmodSync(file, 0o600));
  return secrets;
}
