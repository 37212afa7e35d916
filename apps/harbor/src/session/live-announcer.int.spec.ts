import { type LiveSessionDto, harborContract, kvKeys } from '@longwave/contracts';
import { EventBus, type KvValue, MediaKv, connectNats } from '@longwave/messaging';
import { type TestNats, startNats, waitFor } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';
import { LiveAnnouncer } from './live-announcer';

/** The KV, in which another harbor can write between a read and the write that follows it. */
class SharedKv extends MediaKv {
  afterNextRead: (() => Promise<unknown>) | undefined;

  override async get<T>(key: string): Promise<KvValue<T> | undefined> {
    const found = await super.get<T>(key);
    const meanwhile = this.afterNextRead;
    this.afterNextRead = undefined;
    await meanwhile?.();
    return found;
  }
}

let nats: TestNats;
let connection: NatsConnection;
let kv: SharedKv;
let bus: EventBus;
let announcer: LiveAnnouncer;
let lastChannel = 0;
const told: string[] = [];

beforeAll(async () => {
  nats = await startNats();
  connection = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  kv = new SharedKv(connection);
  bus = new EventBus(connection);
  announcer = new LiveAnnouncer(kv, bus);
  const hear = ({ session }: { session: LiveSessionDto }) => told.push(session.sessionId);
  bus.subscribe(harborContract.liveEnded, hear);
  bus.subscribe(harborContract.liveTitleChanged, hear);
});
afterAll(async () => {
  announcer.stop();
  await connection.close();
  await nats.stop();
});

const aSession = (channelId: number, harborId = 'a'): LiveSessionDto =>
  ({ sessionId: randomUUID(), channelId, harborId, djName: 'Mia', format: 'mp3', title: '', startedAt: new Date().toISOString() });
const aPair = (): [LiveSessionDto, LiveSessionDto] => [aSession((lastChannel += 1)), aSession(lastChannel, 'b')];
const entry = async ({ channelId }: LiveSessionDto) => (await kv.get<LiveSessionDto>(kvKeys.live(channelId)))?.value;
const put = (session: LiveSessionDto) => kv.put(kvKeys.live(session.channelId), session);

it('takes away the entry of the session that ended, also when it was written once more meanwhile', async () => {
  const [own] = aPair();
  await put(own);
  kv.afterNextRead = () => put({ ...own, title: 'newer' });
  await announcer.ended(own, 'disconnected');
  expect(await entry(own)).toBeUndefined();
});

it('leaves the entry of the next session, which another harbor wrote between the look and the deletion', async () => {
  const [own, next] = aPair();
  await put(own);
  kv.afterNextRead = () => put(next);
  await announcer.ended(own, 'disconnected');
  expect(await entry(own)).toEqual(next);
  await waitFor(() => told.includes(own.sessionId), { what: 'the event all the same' });
});

it('writes a title to the entry of its own session, and makes it where NATS lost it', async () => {
  const [own] = aPair();
  await put(own);
  announcer.titleChanged({ ...own, title: 'one' });
  await waitFor(async () => (await entry(own))?.title === 'one', { what: 'the first title' });
  await kv.delete(kvKeys.live(own.channelId));
  announcer.titleChanged({ ...own, title: 'two' });
  await waitFor(async () => (await entry(own))?.title === 'two', { what: 'the second title' });
});

it.each([
  ['stands there already', false],
  ['comes between the look and the write', true],
])('tells no title when the next session of another harbor %s', async (_case, isBetween) => {
  const [own, next] = aPair();
  await put(isBetween ? own : next);
  if (isBetween) kv.afterNextRead = () => put(next);
  announcer.titleChanged({ ...own, title: 'late' });
  // After the title, in the same line.
  await announcer.ended(own, 'disconnected');
  expect(await entry(own)).toEqual(next);
  await waitFor(() => told.includes(own.sessionId), { what: 'the end' });
  expect(told.filter((id) => id === own.sessionId)).toHaveLength(1);
});
