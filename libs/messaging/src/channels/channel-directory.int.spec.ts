import { AppError, type ChannelDto, kvKeys, libraryContract, messageHeaders } from '@longwave/contracts';
import { startNats, type TestNats, waitFor } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { headers } from '@nats-io/nats-core';
import { connectNats } from '../connection/connect-nats';
import { MediaKv } from '../kv/media-kv';
import { ServiceClient } from '../rpc/service-client';
import { ChannelDirectory } from './channel-directory';

let server: TestNats;
let connection: NatsConnection;
let kv: MediaKv;
let directory: ChannelDirectory;
beforeAll(async () => {
  server = await startNats();
  connection = await connectNats({ url: server.url, user: server.user, password: server.password, name: 'test' });
  kv = new MediaKv(connection);
}, 30_000);
beforeEach(() => {
  directory = new ChannelDirectory(kv, new ServiceClient(connection));
  directory.onModuleInit();
});
afterEach(() => directory.onModuleDestroy());
afterAll(async () => {
  await connection.close();
  await server.stop();
});

const channel = (channelId: number, slug: string) => ({ channelId, slug }) as ChannelDto;

it('knows the channels of the KV, by id and by slug, until they are deleted there', async () => {
  expect(directory.isKnown).toBe(false);
  await kv.put(kvKeys.channel(2), channel(2, 'night'));
  await kv.put(kvKeys.channel(1), channel(1, 'radio'));
  await waitFor(() => directory.find(1) !== undefined);
  expect(directory.findSlug('night')).toEqual(channel(2, 'night'));
  expect((await directory.list()).map(({ channelId }) => channelId)).toEqual([1, 2]);
  await kv.put(kvKeys.channel(2), channel(2, 'evening'));
  await waitFor(() => directory.findSlug('evening') !== undefined);
  expect(directory.findSlug('night')).toBeUndefined();
  for (const id of [1, 2]) await kv.delete(kvKeys.channel(id));
  await waitFor(() => !directory.isKnown);
});

it('tells whoever waits when all of them are known', async () => {
  expect(await directory.whenKnown(300)).toBe(false);
  for (let id = 1; id <= 300; id += 1) await kv.put(kvKeys.channel(id), channel(id, `c${id}`));
  const late = new ChannelDirectory(kv, new ServiceClient(connection));
  late.onModuleInit();
  expect(late.isKnown).toBe(false);
  // The last one too, although the watch tells them one by one.
  expect(await late.whenKnown(10_000)).toBe(true);
  expect(late.findSlug('c300')).toBeDefined();
  expect(await late.whenKnown(0)).toBe(true);
  late.onModuleDestroy();
  for (let id = 1; id <= 300; id += 1) await kv.delete(kvKeys.channel(id));
});

it('asks the library for what is not there, and tells what is wrong with a channel', async () => {
  const wrong = new AppError('SERVICE_UNAVAILABLE', 'somebody else is away', {});
  // Nobody can tell: the other service's word stands.
  await expect(directory.get(7)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(await directory.explain(7, wrong)).toBe(wrong);
  const library = connection.subscribe(libraryContract.getChannel.subject, {
    callback: (_error, message) => {
      const { channelId } = message.json<{ channelId: number }>();
      const head = headers();
      if (channelId !== 7) head.set(messageHeaders.errorCode, 'CHANNEL_NOT_FOUND');
      message.respond(JSON.stringify(channelId === 7 ? channel(7, 'seven') : { code: 'CHANNEL_NOT_FOUND', message: 'none', details: {} }), { headers: head });
    },
  });
  expect(await directory.get(7)).toEqual(channel(7, 'seven'));
  expect(await directory.explain(7, wrong)).toBe(wrong);
  expect(await directory.explain(8, wrong)).toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
  library.unsubscribe();
});
