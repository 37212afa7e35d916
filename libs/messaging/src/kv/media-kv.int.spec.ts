import { KV_BUCKET } from '@longwave/contracts';
import { startNats, type TestNats } from '@longwave/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { connectNats } from '../connection/connect-nats';
import { MediaKv } from './media-kv';

let server: TestNats;
let connection: NatsConnection;
beforeEach(async () => {
  server = await startNats();
  connection = await connectNats({ ...server, name: 'test' });
});
afterEach(async () => {
  await connection.close();
  await server.stop();
});

/** From here on writes of this key are answered as a server does that refuses them with this code. */
async function refuseWith(key: string, code: number): Promise<void> {
  await jetstreamManager(connection).then((manager) => manager.streams.delete(`KV_${KV_BUCKET}`));
  const answer = JSON.stringify({ error: { code: 400, err_code: code, description: 'wrong last sequence' }, stream: `KV_${KV_BUCKET}`, seq: 0 });
  connection.subscribe(`$KV.${KV_BUCKET}.${key}`, { callback: (_error, message) => void message.respond(answer) });
  await connection.flush();
}

// The second code is of servers newer than the one at hand.
it.each([10071, 10164])('takes %d for a lost race', async (code) => {
  const kv = new MediaKv(connection);
  const revision = await kv.put('test.1', { n: 1 });
  await refuseWith('test.1', code);
  expect(await kv.update('test.1', { n: 2 }, revision)).toBeUndefined();
  expect(await kv.deleteAt('test.1', revision)).toBe(false);
});

it('takes no other refusal for one', async () => {
  const kv = new MediaKv(connection);
  const revision = await kv.put('test.1', { n: 1 });
  await refuseWith('test.1', 10077);
  await expect(kv.update('test.1', { n: 2 }, revision)).rejects.toMatchObject({ code: 10077 });
});
