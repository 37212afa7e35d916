import { type OpenSessionRequest, type RpcContract, kvKeys, livestreamAuthContract } from '@longwave/contracts';
import { EventBus, MediaKv, ServiceClient, connectNats } from '@longwave/messaging';
import { type TestNats, makeTone, startNats, tempFolder } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { HarborConfig } from '../harbor.config';
import { LiveAnnouncer } from './live-announcer';
import { LiveSessions } from './live-sessions';
import { StaleSessions } from './stale-sessions';

let nats: TestNats;
let connection: NatsConnection;
let withoutKv: NatsConnection;
let sessions: LiveSessions;
let mp3: Buffer;
const opened: string[] = [];

beforeAll(async () => {
  nats = await startNats();
  connection = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  // In the account of bots there is no JetStream: a KV that is away while all else is there, as between two leaders.
  withoutKv = await connectNats({ url: nats.url, user: nats.botUser, password: nats.botPassword, name: 'test' });
  const kv = new MediaKv(withoutKv);
  const services = new ServiceClient(connection);
  const config = Object.assign(new HarborConfig(), { SERVICE_INSTANCE: 'harbor-test' });
  const announcer = new LiveAnnouncer(kv, new EventBus(connection));
  sessions = new LiveSessions(config, services, announcer, new StaleSessions(config, kv, services, announcer), kv, connection);
  const answer = <Q extends object, R extends object>(contract: RpcContract<Q, R>, reply: (request: Q) => R) =>
    connection.subscribe(contract.subject, { callback: (_error, message) => void message.respond(JSON.stringify(reply(message.json<Q>()))) });
  answer(livestreamAuthContract.checkToken, () => ({}));
  answer(livestreamAuthContract.closeSession, () => ({}));
  answer(livestreamAuthContract.openSession, ({ sessionId }: OpenSessionRequest) => {
    opened.push(sessionId);
    return { djName: 'Mia', remainingMs: 60_000 };
  });
  const file = path.join(tempFolder('live-sessions'), 'tone.mp3');
  await makeTone({ path: file, hz: 440, seconds: 1, format: 'mp3' });
  mp3 = readFileSync(file);
});
afterAll(async () => {
  await sessions.beforeApplicationShutdown();
  await Promise.all([connection.close(), withoutKv.close()]);
  await nats.stop();
});

async function goLive(channelId: number, token: string) {
  const session = await sessions.open({ token, channelId, contentType: 'audio/mpeg', onEnded: () => undefined });
  session.take(mp3);
  expect(session.isAnnounced).toBe(true);
  return session;
}

/** How long it took. */
async function timed(work: Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work;
  return performance.now() - began;
}

describe('while the KV is away', () => {
  it('a kick is answered within the time limit of its caller', async () => {
    const session = await goLive(1, 'one');
    expect(await timed(sessions.kick({ channelId: 1, userId: 'operator' }))).toBeLessThan(2_000);
    expect([session.isEnded, sessions.activeOn(1)]).toEqual([true, undefined]);
    await expect(sessions.kick({ channelId: 1, userId: 'operator' })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('a session whose encoder has left makes way for the next DJ', async () => {
    const first = await goLive(2, 'one');
    sessions.end(first, 'disconnected');
    expect(sessions.activeOn(2)).toBe(first);
    expect(await timed(goLive(2, 'two'))).toBeLessThan(3_500);
    expect(sessions.activeOn(2)).not.toBe(first);
    expect(opened).toContain(sessions.activeOn(2)?.facts.sessionId);
  });

  it('the KV is away indeed', async () => {
    await expect(new MediaKv(withoutKv).get(kvKeys.live(1))).rejects.toThrow();
  });
});
