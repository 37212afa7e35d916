import { KV_BUCKET } from '@longwave/contracts';
import { startNatsCluster, type TestNatsCluster, waitFor } from '@longwave/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { connectNats } from '../connection/connect-nats';
import { MediaKv } from './media-kv';

describe('the KV in a cluster of four, three of which keep a copy', () => {
  let cluster: TestNatsCluster;
  let connection: NatsConnection;
  beforeAll(async () => {
    cluster = await startNatsCluster(4);
    connection = await connectNats({ ...cluster, name: 'test' });
  }, 60_000);
  afterAll(async () => {
    await connection.close();
    await cluster.stop();
  });

  const stream = async () => (await jetstreamManager(connection)).streams.info(`KV_${KV_BUCKET}`);
  const put = (kv: MediaKv, value: string) => waitFor(() => kv.put('test.1', { value }), { timeoutMs: 40_000, what: 'leader', everyMs: 500 });

  it('is made with one copy where one is asked for, gets three when they are, and never fewer again', async () => {
    await put(new MediaKv(connection), 'one copy');
    expect((await stream()).config.num_replicas).toBe(1);
    const three = new MediaKv(connection, 3);
    expect((await three.get('test.1'))?.value).toEqual({ value: 'one copy' });
    await waitFor(async () => (await stream()).cluster?.replicas?.filter(({ current }) => current).length === 2, { timeoutMs: 20_000, what: 'two more copies' });
    await put(new MediaKv(connection, 1), 'who wants one');
    expect((await stream()).config.num_replicas).toBe(3);
  }, 90_000);

  it('tells values, deletions and that there is nothing, also while a server that keeps a copy stands still', async () => {
    await put(new MediaKv(connection, 3), 'told by the leader');
    const { leader = '', replicas = [] } = (await stream()).cluster ?? {};
    const indexOf = (name: string) => Number(name.at(-1)) - 1;
    const keeping = [leader, ...replicas.map(({ name }) => name)].map(indexOf);
    // A server that has a copy answers its own clients; those of the fourth are sent to any of the three.
    const outside = cluster.nodes.find((_, i) => !keeping.includes(i))!;
    const far = await connectNats({ ...cluster, url: outside.url, name: 'far' });
    const kv = new MediaKv(far, 3);
    await waitFor(() => kv.get('test.1'), { timeoutMs: 20_000, what: 'an answer over the route' });
    const frozen = cluster.nodes[indexOf(replicas[0]?.name ?? '')]!;
    process.kill(frozen.pid(), 'SIGSTOP');
    try {
      const answers = Array.from({ length: 30 }, () => kv.get<{ value: string }>('test.1'));
      expect((await Promise.all(answers)).map((found) => found?.value.value)).toEqual(Array(30).fill('told by the leader'));
      await kv.delete('test.1');
      expect(await kv.get('test.1')).toBeUndefined();
      expect(await kv.last('test.1')).toMatchObject({ key: 'test.1', value: undefined, revision: expect.any(Number) });
      expect(await kv.last('test.2')).toBeUndefined();
    } finally {
      process.kill(frozen.pid(), 'SIGCONT');
      await far.close();
    }
  }, 90_000);

  it('loses nothing with one server, its leader', async () => {
    const kv = new MediaKv(connection, 3);
    const revision = await put(kv, 'before');
    const leader = (await stream()).cluster?.leader ?? '';
    const index = Number(leader.at(-1)) - 1;
    await cluster.nodes[index]?.kill9();
    const after = await waitFor(async () => kv.update('test.1', { value: 'after' }, revision), { timeoutMs: 40_000, what: 'write without the leader', everyMs: 500 });
    expect(after).toBeGreaterThan(revision);
  }, 90_000);
});
