import { AppError, type LiveTokenDto, harborContract, libraryContract, livestreamAuthContract, messageHeaders } from '@longwave/contracts';
import { ServiceClient, connectNats } from '@longwave/messaging';
import { Database, databaseToken, schemaDrift } from '@longwave/persistence';
import { CoreConfig, type RunningService, createLogger, loadConfig, startService } from '@longwave/service';
import { type TestNats, type TestServer, startNats, startPostgres, startRedis, waitFor } from '@longwave/testing';
import { headers } from '@nats-io/nats-core';
import type { NatsConnection } from '@nats-io/nats-core';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { LivestreamAuthModule } from './livestream-auth.module';
import { SCHEMA_NAME } from './schema-name';

let nats: TestNats;
let redis: TestServer;
let postgres: TestServer;
let connection: NatsConnection;
let client: ServiceClient;
let service: RunningService;
let kicked: unknown[];

/** The neighbours, as plain NATS responders. Channels 1 to 99 exist. */
function standIns(): void {
  connection.subscribe(libraryContract.getChannel.subject, {
    callback: (_error, message) => {
      const { channelId } = message.json<{ channelId: number }>();
      const head = headers();
      if (channelId > 99) head.set(messageHeaders.errorCode, 'CHANNEL_NOT_FOUND');
      message.respond(JSON.stringify(channelId > 99 ? new AppError('CHANNEL_NOT_FOUND', 'no such channel').toBody() : { channelId }), { headers: head });
    },
  });
  connection.subscribe(harborContract.kick.subject, {
    callback: (_error, message) => {
      kicked.push(message.json());
      message.respond('{}');
    },
  });
}

beforeAll(async () => {
  [nats, redis, postgres] = await Promise.all([startNats(), startRedis(), startPostgres()]);
  Object.assign(process.env, { NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password, REDIS_URL: redis.url, DATABASE_URL: postgres.url, JWT_SECRET: 'a secret of the tests, long enough' });
  connection = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  client = new ServiceClient(connection);
  standIns();
  service = await startService({ name: 'livestream-auth', module: LivestreamAuthModule }, loadConfig(CoreConfig, process.env), createLogger('test'));
}, 60_000);

beforeEach(() => {
  kicked = [];
});

afterAll(async () => {
  await service?.close();
  await connection?.close();
  await Promise.all([nats?.stop(), redis?.stop(), postgres?.stop()]);
});

let nextChannel = 0;
const aChannel = () => (nextChannel = (nextChannel % 98) + 1);
const aToken = (channelId: number, maxStreamingSeconds = 60, djName = 'Mia') => client.call(livestreamAuthContract.createToken, { channelId, maxStreamingSeconds, djName });
const open = ({ token, channelId }: Pick<LiveTokenDto, 'token' | 'channelId'>, sessionId: string = randomUUID()) =>
  client.call(livestreamAuthContract.openSession, { token, channelId, sessionId, harborId: 'harbor-test' }).then((reply) => ({ ...reply, sessionId }));
const renew = (sessionId: string, streamedMs: number) => client.call(livestreamAuthContract.renewSession, { sessionId, streamedMs });
const close = (sessionId: string, streamedMs: number) => client.call(livestreamAuthContract.closeSession, { sessionId, streamedMs, reason: 'disconnected' });
const database = () => service.app.get<Database>(databaseToken(SCHEMA_NAME), { strict: false });
const written = async (sessionId: string) => (await database().run((manager) => manager.query<Record<string, unknown>[]>('SELECT * FROM live_session WHERE session_id = $1', [sessionId])))[0];

it('keeps tables and entities the same', async () => {
  await database().whenReady();
  expect(await schemaDrift(database().dataSource)).toEqual([]);
});

it('gives out tokens that expire after twice their streaming time, for channels that are there', async () => {
  const before = Date.now();
  const token = await aToken(1, 3600);
  const livesMs = Date.parse(token.expiresAt) - before;
  expect(livesMs).toBeGreaterThan(7_198_000);
  expect(livesMs).toBeLessThanOrEqual(7_201_000);
  expect(token).toMatchObject({ channelId: 1, djName: 'Mia', maxStreamingSeconds: 3600 });
  await expect(aToken(100)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
});

it.each([['Mi\u0000a\r\n', 'Mia'], ['\u0000', 'DJ']])('makes a DJ’s name %j readable', async (djName, shown) => {
  expect(await aToken(1, 60, djName)).toMatchObject({ djName: shown });
});

it('lets exactly one of many DJs on the air, however they race', async () => {
  const channelId = aChannel();
  const tokens = await Promise.all(Array.from({ length: 8 }, () => aToken(channelId)));
  const results = await Promise.allSettled(tokens.map((token) => open(token)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'LIVE_SLOT_TAKEN', status: 409 });
});

it('lets the next DJ on as soon as the one before has left', async () => {
  const channelId = aChannel();
  const [one, two] = await Promise.all([aToken(channelId), aToken(channelId)]);
  const first = await open(one);
  await expect(open(two)).rejects.toMatchObject({ code: 'LIVE_SLOT_TAKEN' });
  await close(first.sessionId, 1_000);
  await expect(open(two)).resolves.toMatchObject({ djName: 'Mia', remainingMs: 60_000 });
});

it('counts time over sessions and refuses a token that is used up', async () => {
  const token = await aToken(aChannel(), 10);
  const first = await open(token);
  expect(first.remainingMs).toBe(10_000);
  expect(await renew(first.sessionId, 4_000)).toEqual({ remainingMs: 6_000 });
  expect(await renew(first.sessionId, 4_000)).toEqual({ remainingMs: 6_000 });
  await close(first.sessionId, 6_500);
  await close(first.sessionId, 9_999);
  const second = await open(token);
  expect(second.remainingMs).toBe(3_500);
  await close(second.sessionId, 3_400);
  await expect(open(token)).rejects.toMatchObject({ code: 'LIVE_TOKEN_USED_UP', status: 403 });
  await expect(client.call(livestreamAuthContract.checkToken, token2check(token))).rejects.toMatchObject({ code: 'LIVE_TOKEN_USED_UP' });
});

const token2check = ({ token, channelId }: LiveTokenDto) => ({ token, channelId });

it('refuses what is no token of this channel', async () => {
  const [here, there] = [aChannel(), aChannel()];
  const token = await aToken(here);
  for (const wrong of [{ ...token, channelId: there }, { ...token, token: 'x' }, { ...token, token: `${token.token}x` }]) {
    await expect(open(wrong)).rejects.toMatchObject({ code: 'LIVE_TOKEN_INVALID', status: 401 });
  }
  await expect(client.call(livestreamAuthContract.checkToken, token2check(token))).resolves.toEqual({});
});

it('takes the short form of a token for the token', async () => {
  const channelId = aChannel();
  const token = await aToken(channelId, 20);
  const short = { channelId, token: token.shortToken ?? '' };
  const session = await open(short);
  await expect(open(token)).rejects.toMatchObject({ code: 'LIVE_SLOT_TAKEN' });
  await close(session.sessionId, 5_000);
  expect((await open(token)).remainingMs).toBe(15_000);
  await expect(open({ ...short, channelId: aChannel() })).rejects.toMatchObject({ code: 'LIVE_TOKEN_INVALID' });
  // Redis that has lost it asks the database.
  await redisCommand('DEL', `lw:livestream-auth:v1:token:${token.tokenId}`);
  await expect(open(short)).rejects.toMatchObject({ code: 'LIVE_SLOT_TAKEN' });
  await client.call(livestreamAuthContract.revokeToken, { tokenId: token.tokenId });
  await expect(open(short)).rejects.toMatchObject({ code: 'LIVE_TOKEN_REVOKED' });
});

it('takes a revoked token off the air at once and keeps it off', async () => {
  const channelId = aChannel();
  const token = await aToken(channelId);
  const session = await open(token);
  await client.call(livestreamAuthContract.revokeToken, { tokenId: token.tokenId });
  expect(kicked).toEqual([{ channelId, userId: 'livestream-auth' }]);
  await expect(renew(session.sessionId, 1)).rejects.toMatchObject({ code: 'LIVE_TOKEN_REVOKED' });
  await close(session.sessionId, 2);
  await expect(open(token)).rejects.toMatchObject({ code: 'LIVE_TOKEN_REVOKED', status: 403 });
  await expect(client.call(livestreamAuthContract.revokeToken, { tokenId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('writes sessions down', async () => {
  const token = await aToken(aChannel());
  const { sessionId } = await open(token);
  await close(sessionId, 1_234);
  const row = await waitFor(async () => {
    const found = await written(sessionId);
    return found?.['ended_at'] ? found : undefined;
  }, { what: 'session in the database' });
  expect(row).toMatchObject({ token_id: token.tokenId, harbor_id: 'harbor-test', streamed_ms: 1_234, end_reason: 'disconnected' });
});

it('gives a lapsed slot back to who renews it, unless somebody took it', async () => {
  const channelId = aChannel();
  const [one, two] = await Promise.all([aToken(channelId), aToken(channelId)]);
  const first = await open(one);
  // As after 15 s without a renewal.
  await redisCommand('DEL', `lw:livestream-auth:v1:slot:${channelId}`);
  await renew(first.sessionId, 10);
  await expect(open(two)).rejects.toMatchObject({ code: 'LIVE_SLOT_TAKEN' });
  await redisCommand('DEL', `lw:livestream-auth:v1:slot:${channelId}`);
  await open(two);
  await expect(renew(first.sessionId, 20)).rejects.toMatchObject({ code: 'LIVE_SESSION_NOT_FOUND' });
});

it('holds a slot for 15 s without a renewal', async () => {
  const channelId = aChannel();
  await open(await aToken(channelId));
  const left = Number(await redisCommand('PTTL', `lw:livestream-auth:v1:slot:${channelId}`));
  expect(left).toBeGreaterThan(13_000);
  expect(left).toBeLessThanOrEqual(15_000);
});

it('remembers running sessions, totals and revocations when Redis has lost everything', async () => {
  const [running, spent, revoked] = await Promise.all([aToken(aChannel(), 60), aToken(aChannel(), 10), aToken(aChannel())]);
  const session = await open(running);
  const short = await open(spent);
  await close(short.sessionId, 7_000);
  await client.call(livestreamAuthContract.revokeToken, { tokenId: revoked.tokenId });
  await waitFor(async () => (await written(session.sessionId)) && (await written(short.sessionId))?.['ended_at'], { what: 'sessions in the database' });
  await redis.kill9();
  await redis.restart();
  await waitFor(async () => (await renew(session.sessionId, 20_000)).remainingMs === 40_000, { what: 'renewal' });
  expect((await open(spent)).remainingMs).toBe(3_000);
  await expect(open(revoked)).rejects.toMatchObject({ code: 'LIVE_TOKEN_REVOKED' });
});

it('refuses new DJs at once while Redis is away, and goes on by itself', async () => {
  const token = await aToken(aChannel());
  await redis.kill9();
  const asked = performance.now();
  await expect(open(token)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 503 });
  expect(performance.now() - asked).toBeLessThan(500);
  await redis.restart();
  await waitFor(() => open(token), { what: 'session' });
});

it('lets DJs on the air while PostgreSQL is away, writes them down later, and gives out no tokens', async () => {
  const token = await aToken(aChannel());
  await postgres.kill9();
  const { sessionId } = await open(token);
  await close(sessionId, 5_000);
  await expect(aToken(1)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await postgres.restart();
  await waitFor(async () => (await written(sessionId))?.['streamed_ms'] === 5_000, { timeoutMs: 20_000, what: 'session in the database' });
}, 30_000);

async function redisCommand(...command: [string, string]): Promise<unknown> {
  const own = new Redis(redis.url);
  try {
    return await own.call(...command);
  } finally {
    own.disconnect();
  }
}
