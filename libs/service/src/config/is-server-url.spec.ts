import { IsServerUrl } from './is-server-url';
import { loadConfig } from './load-config';

class Servers {
  @IsServerUrl('nats') NATS_URL = 'nats://localhost:4222';
  @IsServerUrl('redis') REDIS_URL = 'redis://localhost:6379';
  @IsServerUrl('postgres') DATABASE_URL = 'postgres://localhost/longwave';
}

it.each([
  ['NATS_URL', 'nats://127.0.0.1:4222'],
  ['NATS_URL', 'nats://a:4222,nats://b:4222,c'],
  ['NATS_URL', 'tls://[fd00::1]:4222'],
  ['NATS_URL', 'nats://fd00::1'],
  ['REDIS_URL', 'redis://127.0.0.1'],
  ['REDIS_URL', 'rediss://user:p%23ss@redis.example.org:6380/2'],
  ['DATABASE_URL', 'postgres://longwave:p%40ss@postgres:5432/longwave'],
  ['DATABASE_URL', 'postgresql:///longwave?host=/run/postgresql'],
  ['DATABASE_URL', 'postgresql://longwave@/longwave?host=/run/postgresql'],
])('takes %s=%s', (name, value) => {
  expect(loadConfig(Servers, { [name]: value })).toMatchObject({ [name]: value });
});

it.each([
  ['NATS_URL', 'http://hunter2:4222'],
  ['NATS_URL', 'nats://service:hunter2@host:4222'],
  ['NATS_URL', 'nats://hunter2:client'],
  ['NATS_URL', 'nats://hunter2:42222222'],
  ['NATS_URL', 'nats://hunter2:4222,'],
  ['REDIS_URL', 'hunter2:6379'],
  ['REDIS_URL', 'redis://:hunter2#@host:6379'],
  ['REDIS_URL', 'redis://:hunter2/@host:6379'],
  ['REDIS_URL', 'redis://:hunter2%@host:6379'],
  ['REDIS_URL', 'redis://:hunter2@host:637900'],
  ['DATABASE_URL', 'mysql://u:hunter2@host/db'],
  ['DATABASE_URL', 'postgres://u:hunter2#@host/db'],
  ['DATABASE_URL', 'postgres://u:hunter2%@host/db'],
  ['DATABASE_URL', 'postgres://u:hunter2@host:port/db'],
])('refuses %s=%s by its name, without the value', (name, value) => {
  const load = () => loadConfig(Servers, { [name]: value });
  expect(load).toThrow(new RegExp(`${name} must be \\w+://`));
  expect(load).not.toThrow(/hunter2/);
});
