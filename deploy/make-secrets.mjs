// Makes the secrets of a station in containers, once: a folder for each audience, mounted into those who need it alone.
// What is there already stays, so that this can run before every start. `node make-secrets.mjs [folder]`
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { renderNatsConfig } = require('@longwave/backing-servers');
const { botRights } = require('@longwave/contracts');

const root = process.argv[2] ?? '/secrets';

/** Readable for all: who may see it is decided by who has the folder. */
function write(audience, name, text) {
  const file = path.join(root, audience, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}

/** A secret of the control apps, which they all are: the copy from which the others are made. */
function secret(name) {
  const file = path.join(root, 'control', name);
  if (!existsSync(file)) write('control', name, `${randomBytes(24).toString('hex')}\n`);
  return readFileSync(file, 'utf8').trim();
}

for (const name of ['jwt-secret', 'admin-api-token', 'media-signing-secret']) secret(name);
const [nats, bot, redis, postgres] = ['nats-password', 'nats-bot-password', 'redis-password', 'postgres-password'].map(secret);

write('control', 'redis-url', `redis://:${redis}@redis:6379\n`);
write('control', 'database-url', `postgres://longwave:${postgres}@postgres:5432/longwave\n`);
write('media', 'nats-password', `${nats}\n`);
write('postgres', 'password', `${postgres}\n`);
write('redis', 'redis.conf', ['dir /data', 'appendonly yes', 'appendfsync everysec', 'save ""', 'maxmemory-policy noeviction', `requirepass ${redis}`, ''].join('\n'));
const access = { passwords: { service: nats, bot }, ...botRights };
write('nats', 'nats.conf', renderNatsConfig({ host: '0.0.0.0', port: 4222, monitorPort: 8222, serverName: 'longwave', storeDir: '/data/jetstream', access }));
