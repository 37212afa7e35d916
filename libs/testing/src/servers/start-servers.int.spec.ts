import { connectNats } from '@longwave/messaging';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { type TestNats, type TestServer, startNats, startPostgres, startRedis } from './start-servers';

const servers: TestServer[] = [];
const started = async <T extends TestServer>(server: Promise<T>): Promise<T> => {
  servers.push(await server);
  return server;
};

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function ask(server: TestServer, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it('starts a PostgreSQL that keeps its data over kill -9', async () => {
  const server = await started(startPostgres());
  await ask(server, 'CREATE TABLE t AS SELECT 7 AS n');
  await server.kill9();
  await server.restart();
  expect(await ask(server, 'SELECT n FROM t')).toEqual([{ n: 7 }]);
});

it('starts a Redis that keeps what was written when told to', async () => {
  const server = await started(startRedis({ aof: true }));
  const redis = new Redis(server.url);
  try {
    await redis.set('a', '1');
    await server.kill9();
    await server.restart();
    expect(await redis.get('a')).toBe('1');
  } finally {
    redis.disconnect();
  }
});

describe('NATS', () => {
  let server: TestNats;
  beforeEach(async () => {
    server = await started(startNats());
  });

  it('lets a service do everything', async () => {
    const nats = await connectNats({ url: server.url, user: server.user, password: server.password, name: 'test' });
    const heard = new Promise<string>((resolve) => nats.subscribe('anything', { callback: (_error, message) => resolve(message.string()) }));
    nats.publish('anything', 'hello');
    expect(await heard).toBe('hello');
    await nats.close();
  });

  it('lets a bot hear events, but not publish them', async () => {
    const bot = await connectNats({ url: server.url, user: server.botUser, password: server.botPassword, name: 'bot' });
    const service = await connectNats({ url: server.url, user: server.user, password: server.password, name: 'test' });
    const heard: string[] = [];
    bot.subscribe('evt.>', { callback: (_error, message) => void heard.push(message.string()) });
    bot.publish('evt.queue.v1.entry-added.1', 'forged');
    await bot.flush();
    service.publish('evt.queue.v1.entry-added.1', 'true');
    await service.flush();
    await bot.flush();
    expect(heard).toEqual(['true']);
    await Promise.all([bot.close(), service.close()]);
  });
});
