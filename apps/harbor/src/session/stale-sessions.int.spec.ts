import { type CloseSessionRequest, type LiveEnded, type LiveSessionDto, harborContract, kvKeys, livestreamAuthContract } from '@longwave/contracts';
import { EventBus, MediaKv, ServiceClient, connectNats } from '@longwave/messaging';
import { type TestNats, startNats, waitFor } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';
import { HarborConfig } from '../harbor.config';
import { LiveAnnouncer } from './live-announcer';
import { StaleSessions } from './stale-sessions';

const HARBOR = 'harbor-test';

let nats: TestNats;
let connection: NatsConnection;
let kv: MediaKv;
let stale: StaleSessions;
const closed: string[] = [];
const ended: LiveEnded[] = [];
let lastChannel = 0;

beforeAll(async () => {
  nats = await startNats();
  connection = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  kv = new MediaKv(connection);
  connection.subscribe(livestreamAuthContract.closeSession.subject, {
    callback: (_error, message) => {
      closed.push(message.json<CloseSessionRequest>().sessionId);
      message.respond('{}');
    },
  });
  const bus = new EventBus(connection);
  bus.subscribe(harborContract.liveEnded, (event) => ended.push(event));
  const config = Object.assign(new HarborConfig(), { SERVICE_INSTANCE: HARBOR });
  stale = new StaleSessions(config, kv, new ServiceClient(connection), new LiveAnnouncer(kv, bus));
  await stale.watch();
});
afterAll(async () => {
  stale.stop();
  await connection.close();
  await nats.stop();
});

function aSession(startedAt = new Date().toISOString()): LiveSessionDto {
  return { sessionId: randomUUID(), channelId: (lastChannel += 1), harborId: HARBOR, djName: 'Mia', format: 'mp3', title: '', startedAt };
}
const tell = (session: LiveSessionDto) => kv.put(kvKeys.live(session.channelId), session);
const isThere = async ({ channelId }: LiveSessionDto) => (await kv.get(kvKeys.live(channelId))) !== undefined;
const timesEnded = ({ sessionId }: LiveSessionDto) => ended.filter(({ session }) => session.sessionId === sessionId).length;

/** Whether it was ended, once the watch has told of it. */
async function isEnded(session: LiveSessionDto): Promise<boolean> {
  const marker = aSession();
  await tell(marker);
  await waitFor(() => timesEnded(marker) === 1, { what: 'the end of a session that was told later' });
  return timesEnded(session) > 0 || !(await isThere(session));
}

it('leaves a session of this process alone when the wall clock was set back before it began', async () => {
  const own = aSession('1999-01-01T00:00:00.000Z');
  stale.opened(own.sessionId);
  await tell(own);
  expect(await stale.endOn(own.channelId)).toBe(false);
  expect(await isEnded(own)).toBe(false);
  expect(closed).not.toContain(own.sessionId);
});

it('ends what was left behind though the wall clock was set back since, and as often as it comes back', async () => {
  const left = aSession('2099-01-01T00:00:00.000Z');
  for (const times of [1, 2]) {
    await tell(left);
    await waitFor(() => timesEnded(left) === times, { what: `end number ${times}` });
    expect(await isThere(left)).toBe(false);
  }
  expect(closed.filter((id) => id === left.sessionId)).toHaveLength(2);
});

it('ends a session of this process that is over and whose entry comes back', async () => {
  const own = aSession();
  stale.opened(own.sessionId);
  await tell(own);
  expect(await isEnded(own)).toBe(false);
  stale.closed(own.sessionId);
  await tell(own);
  await waitFor(() => timesEnded(own) === 1, { what: 'its end' });
  expect(await isThere(own)).toBe(false);
});

it('leaves the sessions of other harbors alone', async () => {
  const other = { ...aSession(), harborId: 'another' };
  await tell(other);
  expect(await isEnded(other)).toBe(false);
});
