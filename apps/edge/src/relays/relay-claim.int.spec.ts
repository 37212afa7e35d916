import { KV_BUCKET, type RelayFeeder, kvKeys } from '@longwave/contracts';
import { MediaKv, connectNats } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { type TestNatsCluster, startNatsCluster, waitFor } from '@longwave/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';
import { RelayClaim } from './relay-claim';

jest.setTimeout(120_000);

const RELAYS = 8;
const idle: RelayFeeder['state'] = { status: 'waiting', connectedSince: null, lastError: null, lastErrorAt: null, connections: 0, titlesSent: 0, bytesSent: 0 };

let cluster: TestNatsCluster;
let connection: NatsConnection;
let kv: MediaKv;
const claims: { relayId: string; claim: RelayClaim }[] = [];

beforeAll(async () => {
  cluster = await startNatsCluster(3);
  // To one of them alone: its line holds while the others are away.
  connection = await connectNats({ url: cluster.nodes[0]!.url, user: cluster.user, password: cluster.password, name: 'test' });
  kv = new MediaKv(connection, 3);
  await patiently('a leader', () => kv.put('test', {}));
  await kv.watch<RelayFeeder>(kvKeys.allRelayFeeders, ({ key, value, revision }) => {
    for (const { relayId, claim } of claims) if (key === kvKeys.relayFeeder(relayId)) claim.onEntry(value, revision);
  });
});
afterAll(async () => {
  await connection.close();
  await cluster.stop();
});
afterEach(async () => {
  for (const { claim } of claims.splice(0)) await claim.stop();
});

/** Until it is answered: a cluster that has just come together lets some questions lie. */
const patiently = <T>(what: string, ask: () => Promise<T>) => waitFor(ask, { what, timeoutMs: 40_000, everyMs: 100 });

/** A claim of an edge of that name; `clock` is what it goes by where it shall not go by the true one. */
function claimOf(edgeId: string, relayId: string, clock?: { ms: number }) {
  const told: string[] = [];
  const seen = { failures: 0 };
  const log = createLogger('test');
  log.debug = () => void (seen.failures += 1);
  const claim = new RelayClaim({
    relayId, self: { edgeId, runId: randomUUID() }, kv, log, nowMs: () => clock?.ms ?? performance.now(), date: () => new Date(), state: () => idle,
    claimed: () => told.push('claimed'), lost: () => told.push('lost'),
  });
  claims.push({ relayId, claim });
  claim.start();
  return { relayId, claim, told, seen };
}

const times = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make));
const revisionOf = (relayId: string) => patiently('an entry', async () => (await kv.get(kvKeys.relayFeeder(relayId)))?.revision);
const renewed = (relayId: string, since: number) => patiently('a renewal', async () => (await revisionOf(relayId)) > since);

/** An edge that is gone has fed it, and another waits by a clock that the test moves. */
async function leftRelay() {
  const relayId = randomUUID();
  const entry: RelayFeeder = { edgeId: 'a', runId: randomUUID(), heartbeatAt: new Date().toISOString(), state: idle };
  await patiently('the entry', () => kv.put(kvKeys.relayFeeder(relayId), entry));
  const clock = { ms: 0 };
  return { clock, ...claimOf('b', relayId, clock) };
}

/** A leader that is alone keeps what it is told, and writes it when the others are back: so it is to be one of those that go. */
async function moveLeader(): Promise<void> {
  const manager = await jetstreamManager(connection);
  await patiently('a leader elsewhere', async () => {
    const { leader = '' } = (await manager.streams.info(`KV_${KV_BUCKET}`)).cluster ?? {};
    if (leader !== '' && !leader.endsWith('-1')) return true;
    await connection.request(`$JS.API.STREAM.LEADER.STEPDOWN.KV_${KV_BUCKET}`, '', { timeout: 2_000 });
    return false;
  });
}

async function loseLeader(): Promise<void> {
  await moveLeader();
  await Promise.all(cluster.nodes.slice(1).map((node) => node.kill9()));
  await waitFor(() => kv.put('test', {}).then(() => false, () => true), { what: 'the end of the leader', timeoutMs: 20_000 });
}
async function findLeader(): Promise<void> {
  await Promise.all(cluster.nodes.slice(1).map((node) => node.restart()));
  await patiently('a leader', () => kv.put('test', {}));
}

it('stays with its holder while JetStream has no leader, and after', async () => {
  const relays = await times(RELAYS, async () => {
    const holder = claimOf('a', randomUUID());
    await waitFor(() => holder.claim.isHeld, { what: 'a holder', timeoutMs: 10_000 });
    const clock = { ms: 0 };
    return { holder, clock, waiting: claimOf('b', holder.relayId, clock) };
  });
  const revisions = await Promise.all(relays.map(({ holder }) => revisionOf(holder.relayId)));
  await loseLeader();
  // They have been silent for longer than one who waits allows.
  for (const { clock, waiting } of relays) {
    clock.ms += 7_000;
    waiting.seen.failures = 0;
  }
  await waitFor(() => relays.every(({ waiting }) => waiting.seen.failures > 0), { what: 'a claim that fails', timeoutMs: 20_000 });
  await findLeader();
  await Promise.all(relays.map(({ holder }, i) => renewed(holder.relayId, revisions[i]!)));
  expect(relays.map(({ holder, waiting }) => [holder.told, waiting.told])).toEqual(relays.map(() => [['claimed'], []]));
});

it('is not taken when a leader comes back right before the silence would have been long enough', async () => {
  const [left, other] = [await leftRelay(), await leftRelay()];
  await loseLeader();
  left.seen.failures = 0;
  left.clock.ms += 5_500;
  await waitFor(() => left.seen.failures > 0, { what: 'a question that fails', timeoutMs: 20_000 });
  await findLeader();
  left.clock.ms += 600;
  // The count of another, for whom nothing failed, is long enough; by its first renewal the first one has looked too.
  other.clock.ms += 6_000;
  await waitFor(() => other.claim.isHeld, { what: 'the other', timeoutMs: 10_000 });
  await renewed(other.relayId, await revisionOf(other.relayId));
  expect(left.claim.isHeld).toBe(false);
  left.clock.ms += 6_000;
  await waitFor(() => left.claim.isHeld, { what: 'the take-over', timeoutMs: 10_000 });
});
