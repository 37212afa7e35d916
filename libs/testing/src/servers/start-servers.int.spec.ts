import { allEvents, eventSubject, eventWildcard } from '@longwave/contracts';
import { connectNats } from '@longwave/messaging';
import type { NatsConnection } from '@nats-io/nats-core';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { waitFor } from '../wait/wait-for';
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
  const connections: NatsConnection[] = [];
  const connect = async (as: 'service' | 'bot'): Promise<NatsConnection> => {
    const login = as === 'bot' ? { user: server.botUser, password: server.botPassword } : { user: server.user, password: server.password };
    const connection = await connectNats({ url: server.url, ...login, name: as });
    connections.push(connection);
    return connection;
  };
  beforeEach(async () => {
    server = await started(startNats());
  });
  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.close();
  });

  it('lets a service do everything', async () => {
    const nats = await connect('service');
    const heard = new Promise<string>((resolve) => nats.subscribe('anything', { callback: (_error, message) => resolve(message.string()) }));
    nats.publish('anything', 'hello');
    expect(await heard).toBe('hello');
  });

  it('lets a bot hear events, but not publish them', async () => {
    const bot = await connect('bot');
    const service = await connect('service');
    const heard: string[] = [];
    bot.subscribe('evt.>', { callback: (_error, message) => void heard.push(message.string()) });
    bot.publish('evt.queue.v1.entry-added.1', 'forged');
    await bot.flush();
    service.publish('evt.queue.v1.entry-added.1', 'true');
    await service.flush();
    await bot.flush();
    expect(heard).toEqual(['true']);
  });

  it('lets a bot hear every event but those that are not for bots, however it asks for them', async () => {
    const bot = await connect('bot');
    const service = await connect('service');
    const heard = new Map<string, string[]>();
    for (const pattern of ['evt.>', 'evt.*.v1.*.*', 'evt.edge.v1.*.7', ...allEvents.map(eventWildcard)]) {
      heard.set(pattern, []);
      bot.subscribe(pattern, { callback: (error, message) => void (error ?? heard.get(pattern)?.push(message.subject)) });
    }
    await bot.flush();
    for (const contract of allEvents) service.publish(eventSubject(contract, 7), '{}');
    // Goes the same way, after all others.
    service.publish('evt.queue.v1.entry-added.8', '{}');
    await service.flush();
    await waitFor(() => heard.get('evt.>')?.includes('evt.queue.v1.entry-added.8'), { what: 'the last event' });
    await bot.flush();
    const forBots = allEvents.filter(({ bots }) => bots).map((contract) => eventSubject(contract, 7));
    expect(heard.get('evt.>')).toEqual([...forBots, 'evt.queue.v1.entry-added.8']);
    expect(heard.get('evt.*.v1.*.*')).toEqual(heard.get('evt.>'));
    expect(heard.get('evt.edge.v1.*.7')).toEqual(['evt.edge.v1.listeners-changed.7']);
    for (const contract of allEvents) expect([contract.subject, heard.get(eventWildcard(contract))?.includes(eventSubject(contract, 7))]).toEqual([contract.subject, contract.bots]);
    expect(allEvents.filter(({ bots }) => !bots).map(({ subject }) => subject)).toEqual(['evt.edge.v1.listener-sessions-ended']);
  });

  it('lets a bot call what changes nothing, and nothing else, and hear no reply but its own', async () => {
    const bot = await connect('bot');
    const caller = await connect('service');
    const callee = await connect('service');
    for (const subject of ['rpc.queue.v1.list', 'rpc.livestream-auth.v1.create-token']) {
      callee.subscribe(subject, { callback: (_error, message) => void message.respond(`reply to ${message.string()}`) });
    }
    const overheard: string[] = [];
    bot.subscribe('_INBOX.>', { callback: (_error, message) => void overheard.push(message.string()) });
    await Promise.all([bot.flush(), callee.flush()]);
    expect((await bot.request('rpc.queue.v1.list', 'the bot', { timeout: 1000 })).string()).toBe('reply to the bot');
    await expect(bot.request('rpc.livestream-auth.v1.create-token', 'the bot', { timeout: 500 })).rejects.toThrow();
    expect((await caller.request('rpc.livestream-auth.v1.create-token', 'a service', { timeout: 1000 })).string()).toBe('reply to a service');
    await bot.flush();
    expect(overheard.filter((text) => text !== 'reply to the bot')).toEqual([]);
  });
});
