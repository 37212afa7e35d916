import { kvKeys, libraryContract } from '@longwave/contracts';
import type { RelayFeeder, RelaySettings } from '@longwave/contracts';
import { connectNats, MediaKv } from '@longwave/messaging';
import { freePort, startNats, startPostgres, tempFolder, waitFor } from '@longwave/testing';
import type { TestNats, TestServer } from '@longwave/testing';
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { Database } from '@longwave/persistence';
import { librarySchema } from '../library.schema';
import { RelayStates, idleState } from './relay-states';
import { RelayRepository } from './relay.repository';
import { startLibrary } from '../testing/library-harness';
import type { LibraryHarness } from '../testing/library-harness';

const SECRET = 'hackme-7f3a';
let nats: TestNats;
let postgres: TestServer;
let library: LibraryHarness;
const folder = tempFolder('relays');

async function start(): Promise<LibraryHarness> {
  return startLibrary({ nats, databaseUrl: postgres.url, dataDir: folder, musicDir: folder, mediaPort: await freePort() });
}

beforeAll(async () => {
  [nats, postgres] = await Promise.all([startNats(), startPostgres()]);
  library = await start();
  await waitFor(() => library.client.call(libraryContract.listChannels, {}), { timeoutMs: 30_000, what: 'channels' });
}, 60_000);
afterAll(async () => {
  await library.stop();
  await Promise.all([nats.stop(), postgres.stop()]);
});

const create = (target: string, name?: string) => library.client.call(libraryContract.createRelay, { channelId: 1, target, format: 'opus', ...(name === undefined ? {} : { name }) });
const list = async () => (await library.client.call(libraryContract.listRelays, {})).items;
const shown = async (relayId: string) => (await library.kv.get<RelaySettings>(kvKeys.relay(relayId)))?.value;
const target = (mount: string) => `icecast://source:${SECRET}@icecast.example:8000/${mount}`;

it('is shown to edges with its password, and to nobody else', async () => {
  const relay = await create(target('one'), 'Lisbon\u0000 ');
  expect(relay).toMatchObject({ name: 'Lisbon', target: 'icecast://source:***@icecast.example:8000/one', enabled: true, state: { status: 'idle', edgeId: null } });
  expect(await waitFor(() => shown(relay.relayId))).toEqual({ relayId: relay.relayId, channelId: 1, target: target('one'), format: 'opus', enabled: true });
  expect(JSON.stringify(await list())).not.toContain(SECRET);
});

it('is switched off and on for edges, and taken away when it is deleted', async () => {
  const { relayId } = await create(target('two'));
  expect((await library.client.call(libraryContract.updateRelay, { relayId, enabled: false })).enabled).toBe(false);
  await waitFor(async () => (await shown(relayId))?.enabled === false, { what: 'the change' });
  await library.client.call(libraryContract.deleteRelay, { relayId });
  await waitFor(async () => (await shown(relayId)) === undefined, { what: 'the end' });
  await expect(library.client.call(libraryContract.deleteRelay, { relayId })).rejects.toMatchObject({ code: 'RELAY_NOT_FOUND' });
  await expect(library.client.call(libraryContract.updateRelay, { relayId, enabled: true })).rejects.toMatchObject({ code: 'RELAY_NOT_FOUND' });
});

it('refuses a second one to the same place, whatever user and password, also when two come at once', async () => {
  const results = await Promise.allSettled([1, 2, 3].map((n) => create(`icecast://mia${n}:other@ICECAST.example/three`)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'RELAY_TARGET_TAKEN' });
});

it.each([
  ['no address', `http://source:${SECRET}@host/x`],
  ['an address without a mount', `icecast://source:${SECRET}@host:8000/`],
  ['one that is too long', `icecast://source:${SECRET}@host/${'x'.repeat(600)}`],
])('refuses %s without repeating it', async (_what, text) => {
  const error = await create(text).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'BAD_REQUEST' });
  expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
});

it('refuses a channel that there is not', async () => {
  await expect(library.client.call(libraryContract.createRelay, { channelId: 99, target: target('x'), format: 'mp3' })).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
});

it('tells how a relay goes, as its feeder told it, whatever the clock of its feeder says', async () => {
  const { relayId } = await create(target('four'));
  const state = { status: 'connected' as const, connectedSince: new Date().toISOString(), lastError: null, lastErrorAt: null, connections: 1, titlesSent: 3, bytesSent: 70_000 };
  for (const heartbeatAt of [new Date(), new Date('1999-01-01'), new Date('2099-01-01')]) {
    const feeder: RelayFeeder = { edgeId: 'edge-7', runId: randomUUID(), heartbeatAt: heartbeatAt.toISOString(), state };
    await library.kv.put(kvKeys.relayFeeder(relayId), feeder);
    expect((await list()).find((one) => one.relayId === relayId)?.state).toEqual({ ...state, edgeId: 'edge-7' });
  }
});

it('counts a relay as fed for as long as its feeder tells, also when nobody asks meanwhile', async () => {
  const { edgeId, ...state } = { ...idleState, edgeId: 'edge-7', status: 'waiting' as const };
  let nowMs = 0;
  const states = new RelayStates(library.kv, () => nowMs);
  const relayId = randomUUID();
  const feeder: RelayFeeder = { edgeId, runId: randomUUID(), heartbeatAt: new Date().toISOString(), state };
  const isFed = async () => (await states.read([relayId])).has(relayId);
  states.onApplicationBootstrap();
  try {
    await library.kv.put(kvKeys.relayFeeder(relayId), feeder);
    await waitFor(() => states.hasSeen(relayId), { what: 'the watch' });
    nowMs = 29_999;
    expect(await isFed()).toBe(true);
    nowMs = 30_000;
    expect(await isFed()).toBe(false);
    await library.kv.put(kvKeys.relayFeeder(relayId), feeder);
    expect(await isFed()).toBe(true);
  } finally {
    states.onApplicationShutdown();
  }
});

it('takes away at its start what was deleted while nobody looked', async () => {
  const stray = randomUUID();
  const { relayId } = await create(target('five'));
  await waitFor(() => shown(relayId));
  await library.stop();
  const connection = await connectNats({ ...nats, name: 'test' });
  const kv = new MediaKv(connection);
  try {
    await kv.put(kvKeys.relay(stray), { relayId: stray, channelId: 1, target: target('six'), format: 'mp3', enabled: true });
    library = await start();
    await waitFor(async () => (await kv.get(kvKeys.relay(stray))) === undefined, { timeoutMs: 20_000, what: 'the end of the stray one' });
    expect(await kv.get(kvKeys.relay(relayId))).toBeDefined();
  } finally {
    await connection.close();
  }
});

it('stops at its limit', async () => {
  const there = (await list()).length;
  for (let n = there; n < 100; n += 1) await create(target(`n${n}`));
  await expect(create(target('one-more'))).rejects.toMatchObject({ code: 'RELAY_LIMIT_REACHED', details: { limit: 100 } });
  expect((await list()).length).toBe(100);
}, 30_000);

it('keeps the password out of what is logged when the database refuses it', async () => {
  const database = new Database(librarySchema, postgres.url);
  try {
    await database.whenReady();
    const relay = { relayId: randomUUID(), channelId: 98, name: 'x', target: target('y'), address: 'y', format: 'mp3' as const, enabled: true, createdAt: new Date() };
    const error: unknown = await new RelayRepository(database).insert(relay, 1_000).catch((reason: unknown) => reason);
    expect(String(error)).toBe('Error: the relay could not be stored (23503)');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET);
  } finally {
    await database.onApplicationShutdown();
  }
});
