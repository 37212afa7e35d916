import { AppError, edgeContract, harborContract, kvKeys, libraryContract, livestreamAuthContract, mixerContract, queueContract } from '@longwave/contracts';
import type { ChannelDto, NowPlayingDto, QueueEntryDto, RpcContract, TrackDto } from '@longwave/contracts';
import { connectNats, encodeError, encodeJson, MediaKv, MessagingModule } from '@longwave/messaging';
import { startNats, startRedis, tempFolder, waitFor } from '@longwave/testing';
import type { TestNats, TestServer } from '@longwave/testing';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { SignJWT, UnsecuredJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { GatewayConfig } from './gateway.config';
import { GatewayModule } from './gateway.module';
import { configureHttp, httpAdapterOptions } from './http/configure-http';
import { rateLimits } from './rate-limit/limits';
import { WEB_ROOT } from './web/page.service';

const JWT_SECRET = 'a secret that is long enough for HS256';
const ADMIN = 'an-admin-token-of-the-test';
const webRoot = tempFolder('web');

let nats: TestNats;
let redis: TestServer;
let others: NatsConnection;
let app: NestFastifyApplication;
let base: string;
/** What was asked of the other services, by subject. */
let asked: Record<string, unknown[]>;
let replies: Record<string, (request: never) => object>;
/** Each test comes from an address of its own, so that none uses up another's limits. */
let address = 0;
const fromElsewhere = () => {
  address += 1;
  return { 'x-forwarded-for': `198.18.${address >> 8}.${address & 255}` };
};

const track: TrackDto = {
  trackId: randomUUID(), name: 'Night Ferry', artist: 'The Longwave Band', album: 'First Light', albumArtUrl: '/api/v1/library/covers/0f6f3f2a', durationMs: 183_000,
  provider: 'local', uri: 'local:1', metadata: { albumArtist: 'x', year: 2024 },
};
const entry: QueueEntryDto = {
  id: randomUUID(), track, requestedByUserId: 'guest:a', requestedAt: '2026-01-01T00:00:00.000Z', votes: 1, position: 1, status: 'waiting', communityId: 1, voters: [{ userId: 'guest:a', value: 1 }],
};
const channel: ChannelDto = {
  channelId: 1, slug: 'radio', name: 'Longwave Radio', description: '', genre: '', fallbackPlaylistId: null, crossfadeMs: 4000, requestsInterrupt: false, maxWaitingPerUser: 3,
  targetLufs: -16, opusKbps: 128, mp3Kbps: 128, silenceThresholdDbfs: -50, silenceLimitMs: 8_000, liveSilenceLimitMs: 20_000,
};
const nowPlaying: NowPlayingDto = {
  channelId: 1, timelineId: randomUUID(), sample: 480_000, tier: 'playlist', entryId: null, track, dj: null, requestedBy: null, startedAtSample: 96_000, offsetSamples: 0, speed: 1, listeners: 0,
};

/** No app imports another, so a plain NATS client stands where the other services would. */
async function answer<Request extends object, Reply extends object>(contract: RpcContract<Request, Reply>, reply: (request: Request) => Reply): Promise<void> {
  if (!(contract.subject in replies)) {
    others.subscribe(contract.subject, {
      callback: (_error, message) => {
        const request = message.json<never>();
        (asked[contract.subject] ??= []).push(request);
        try {
          message.respond(encodeJson(replies[contract.subject]?.(request)));
        } catch (error) {
          const { data, headers } = encodeError(error);
          message.respond(data, { headers });
        }
      },
    });
  }
  replies[contract.subject] = reply;
  // The server must know of the subscription before anybody asks.
  await others.flush();
}

const refuse = (code: 'QUEUE_LIMIT_REACHED' | 'CHANNEL_NOT_FOUND' | 'COVER_NOT_FOUND', details = {}) => (): never => {
  throw new AppError(code, 'no', details);
};

type Json = ReturnType<typeof JSON.parse>;
interface Answer { status: number; headers: Headers; text: string; body: Json }

async function call(method: string, where: string, options: { token?: string; body?: unknown; headers?: Record<string, string>; raw?: string } = {}): Promise<Answer> {
  const { token, body, raw } = options;
  const headers: Record<string, string> = options.headers ?? fromElsewhere();
  const response = await fetch(base + where, {
    method,
    headers: {
      ...headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined && raw === undefined ? {} : { 'content-type': headers['content-type'] ?? 'application/json' }),
    },
    ...(raw !== undefined ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}
const aGuest = async (): Promise<string> => (await call('POST', '/api/v1/auth/guest', { body: {} })).body.token as string;
const errorOf = (answered: Answer) => [answered.status, answered.body?.error?.code];

beforeAll(async () => {
  replies = {};
  asked = {};
  mkdirSync(path.join(webRoot, 'assets'));
  writeFileSync(path.join(webRoot, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(webRoot, 'assets/index-abc123.js'), 'console.log(1)');
  writeFileSync(path.join(webRoot, 'icon.svg'), '<svg/>');
  writeFileSync(path.join(webRoot, '.env'), 'SECRET=1');
  [nats, redis] = await Promise.all([startNats(), startRedis()]);
  others = await connectNats({ ...nats, name: 'others' });
  await answer(libraryContract.getChannel, ({ channelId }) => (channelId === 1 ? channel : refuse('CHANNEL_NOT_FOUND')()));
  await new MediaKv(others).put(kvKeys.channel(1), channel);
  const config = { REDIS_URL: redis.url, JWT_SECRET, ADMIN_API_TOKEN: `another-admin-token,${ADMIN}`, EDGE_PORT: 8005, HARBOR_PORT: 8003, TRUSTED_PROXIES: '127.0.0.1,::1' };
  const module = await Test.createTestingModule({ imports: [MessagingModule.forRoot({ ...nats, name: 'gateway' }), GatewayModule] })
    .overrideProvider(GatewayConfig).useValue(config)
    .overrideProvider(WEB_ROOT).useValue(webRoot)
    .compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(httpAdapterOptions()), { logger: false });
  await configureHttp(app);
  await app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  await waitFor(async () => (await call('GET', '/api/v1/channels')).body.total === 1, { what: 'channel' });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await others?.close();
  await Promise.all([nats?.stop(), redis?.stop()]);
});

describe('channels and now playing', () => {
  it('lists channels with their addresses, at the host that was asked', async () => {
    const { body } = await call('GET', '/api/v1/channels');
    expect(body.items[0]).toMatchObject({
      channel_id: 1, slug: 'radio', max_waiting_per_user: 3, fallback_playlist_id: null,
      mounts: [{ format: 'opus', url: 'http://127.0.0.1:8005/radio', bitrate_kbps: 128 }, { format: 'mp3', url: 'http://127.0.0.1:8005/radio.mp3' }],
    });
  });

  it('tells what plays, in snake_case, with the listeners that the edges count', async () => {
    await answer(mixerContract.getNowPlaying, () => ({ rev: 1, nowPlaying }));
    for (const [edgeId, listeners] of [['a', 3], ['b', 4]] as const) others.publish('evt.edge.v1.listeners-changed.1', encodeJson({ rev: 1, channelId: 1, edgeId, listeners }));
    const playing = await waitFor(async () => {
      const { body } = await call('GET', '/api/v1/now-playing/1');
      return body.listeners === 7 && body;
    });
    expect(Object.keys(playing).sort()).toEqual(
      ['channel_id', 'dj', 'entry_id', 'listeners', 'offset_samples', 'requested_by', 'sample', 'speed', 'started_at_sample', 'tier', 'timeline_id', 'track'],
    );
    expect(playing.track).toMatchObject({ track_id: track.trackId, album_art_url: track.albumArtUrl, duration_ms: 183_000, metadata: { albumArtist: 'x', year: 2024 } });
  });

  it('tells a channel that does not exist from one that is not on the air', async () => {
    await answer(mixerContract.getNowPlaying, () => {
      throw new AppError('CHANNEL_NOT_ON_AIR', 'no mixer');
    });
    expect(errorOf(await call('GET', '/api/v1/now-playing/1'))).toEqual([503, 'CHANNEL_NOT_ON_AIR']);
    expect(errorOf(await call('GET', '/api/v1/now-playing/77'))).toEqual([404, 'CHANNEL_NOT_FOUND']);
  });
});

describe('the queue', () => {
  it('takes a guest’s request under the guest’s own name', async () => {
    await answer(queueContract.addEntry, () => entry);
    const made = await call('POST', '/api/v1/auth/guest', { body: { name: 'Robin' } });
    expect(made.status).toBe(201);
    const added = await call('POST', '/api/v1/queue/1', { token: made.body.token, body: { track_id: track.trackId } });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({ requested_by_user_id: 'guest:a', community_id: 1, voters: [{ user_id: 'guest:a', value: 1 }], track: { track_id: track.trackId } });
    expect(asked[queueContract.addEntry.subject]?.at(-1)).toEqual({ channelId: 1, trackId: track.trackId, userId: made.body.user_id, isVip: false });
  });

  it('passes the reason of a refusal on', async () => {
    await answer(queueContract.addEntry, refuse('QUEUE_LIMIT_REACHED', { limit: 3 }));
    const refused = await call('POST', '/api/v1/queue/1', { token: await aGuest(), body: { track_id: track.trackId } });
    expect(errorOf(refused)).toEqual([409, 'QUEUE_LIMIT_REACHED']);
    expect(refused.body.error.details).toEqual({ limit: 3 });
  });

  it('lets an operator act for the station', async () => {
    await answer(queueContract.removeEntry, () => entry);
    await answer(mixerContract.skip, () => ({ appliesAtSample: 12_000, nowSample: 10_000 }));
    expect((await call('DELETE', `/api/v1/queue/1/${entry.id}`, { token: ADMIN })).status).toBe(200);
    expect(asked[queueContract.removeEntry.subject]?.at(-1)).toMatchObject({ asOperator: true, userId: expect.stringMatching(/^operator:/) });
    expect((await call('POST', '/api/v1/queue/1/skip', { token: ADMIN })).body).toEqual({ applies_at_sample: 12_000, now_sample: 10_000 });
    expect((await call('POST', '/api/v1/queue/1/skip', { token: ADMIN, raw: '' })).status).toBe(200);
    expect((await call('POST', '/api/v1/queue/1/skip', { token: ADMIN, body: { expected_id: 'x' } })).status).toBe(200);
    expect(asked[mixerContract.skip.subject]?.at(-1)).toMatchObject({ channelId: 1, expectedId: 'x' });
  });

  it('answers at once when a service is away', async () => {
    const startedAt = performance.now();
    expect(errorOf(await call('POST', `/api/v1/queue/1/${entry.id}/vote`, { token: await aGuest(), body: { value: 1 } }))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('access', () => {
  it.each([['POST', '/api/v1/queue/1/skip'], ['POST', '/admin/livestream/kick'], ['GET', '/admin/library/import'], ['PATCH', '/admin/channels/1']])('%s %s is for operators', async (method, where) => {
    const body = method === 'GET' ? undefined : {};
    expect(errorOf(await call(method, where, { body }))).toEqual([401, 'UNAUTHENTICATED']);
    expect(errorOf(await call(method, where, { body, token: await aGuest() }))).toEqual([403, 'FORBIDDEN']);
    expect(errorOf(await call(method, where, { body, token: 'an-admin-token-of-the-tesT' }))).toEqual([401, 'TOKEN_INVALID']);
  });

  it('looks at the token before it looks at the body', async () => {
    expect(errorOf(await call('POST', '/api/v1/queue/1', { raw: '{' }))[0]).toBe(400);
    expect(errorOf(await call('POST', '/api/v1/queue/1', { body: { nonsense: 1 } }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  const claims = () => new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject('guest:0123456789ab').setIssuer('longwave').setIssuedAt().setJti('x');
  const sign = (token: SignJWT) => token.sign(new TextEncoder().encode(JWT_SECRET));
  it.each<[string, () => Promise<string> | string]>([
    ['alg none', () => new UnsecuredJWT({}).setSubject('guest:0123456789ab').setIssuer('longwave').setAudience('longwave-api').setIssuedAt().setJti('x').setExpirationTime('1h').encode()],
    ['another audience', () => sign(claims().setAudience('longwave-live').setExpirationTime('1h'))],
    ['expired', () => sign(claims().setAudience('longwave-api').setExpirationTime('-1s'))],
    ['tampered', async () => (await sign(claims().setAudience('longwave-api').setExpirationTime('1h'))).replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"guest:aaaaaaaaaaaa"}').toString('base64url')}.`)],
    ['no token at all', () => 'a.b.c'],
    ['too long', () => `a.${'b'.repeat(9000)}.c`],
  ])('refuses a token: %s', async (_what, make) => {
    expect(errorOf(await call('POST', '/api/v1/queue/1', { token: await make(), body: { track_id: track.trackId } }))).toEqual([401, 'TOKEN_INVALID']);
  });
});

describe('bad input', () => {
  const vote = (options: Parameters<typeof call>[2]) => call('POST', `/api/v1/queue/1/${entry.id}/vote`, options);
  let token: string;
  beforeAll(async () => {
    token = await aGuest();
  });

  it.each<[string, Parameters<typeof call>[2] & object, [number, string]]>([
    ['unknown fields', { body: { value: 1, user_id: 'guest:b' } }, [400, 'BAD_REQUEST']],
    ['our own spelling', { body: { value: 1, channelId: 2 } }, [400, 'BAD_REQUEST']],
    ['wrong types', { body: { value: '1' } }, [400, 'BAD_REQUEST']],
    ['null', { raw: 'null' }, [400, 'BAD_REQUEST']],
    ['an array', { body: [1] }, [400, 'BAD_REQUEST']],
    ['a bare string', { raw: '"x"' }, [400, 'BAD_REQUEST']],
    ['no JSON', { raw: '{"value":' }, [400, 'BAD_REQUEST']],
    ['nothing', { raw: '' }, [400, 'BAD_REQUEST']],
    ['a prototype', { raw: '{"value":1,"__proto__":{"isVip":true}}' }, [400, 'BAD_REQUEST']],
    ['deep JSON', { raw: `{"value":${'['.repeat(30_000)}${']'.repeat(30_000)}}` }, [400, 'BAD_REQUEST']],
    ['a body that is too large', { raw: JSON.stringify({ value: 1, padding: 'x'.repeat(70_000) }) }, [413, 'BODY_TOO_LARGE']],
    ['a form', { raw: 'value=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, [415, 'UNSUPPORTED_MEDIA_TYPE']],
    ['text', { raw: '{"value":1}', headers: { 'content-type': 'text/plain' } }, [415, 'UNSUPPORTED_MEDIA_TYPE']],
    ['multipart', { raw: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } }, [415, 'UNSUPPORTED_MEDIA_TYPE']],
  ])('refuses %s', async (_what, options, expected) => {
    const refused = await vote({ ...options, token });
    expect(errorOf(refused)).toEqual(expected);
    expect(refused.body.error).toEqual({ code: expected[1], message: expect.any(String), details: expect.any(Object) });
  });

  it.each([
    ['GET', '/api/v1/queue/x', 400, 'BAD_REQUEST'], ['GET', '/api/v1/queue/-1', 400, 'BAD_REQUEST'], ['GET', '/api/v1/queue/1e3', 400, 'BAD_REQUEST'],
    ['GET', '/api/v1/queue/1?more=1', 400, 'BAD_REQUEST'], ['GET', '/api/v1/library/search?limit=1000', 400, 'BAD_REQUEST'], ['GET', '/api/v1/library/search?query=a&query=b', 400, 'BAD_REQUEST'],
    ['GET', `/api/v1/library/search?query=${'x'.repeat(300)}`, 400, 'BAD_REQUEST'], ['GET', '/api/v1/library/covers/..%2f..%2fetc', 400, 'BAD_REQUEST'],
    ['GET', '/events?channel=x', 400, 'BAD_REQUEST'], ['GET', '/events?channel=77', 404, 'CHANNEL_NOT_FOUND'],
    ['GET', '/nothing', 404, 'NOT_FOUND'], ['GET', '/api/v1/nothing', 404, 'NOT_FOUND'], ['POST', '/api/v1/channels', 405, 'METHOD_NOT_ALLOWED'], ['PUT', '/api/v1/queue/1', 405, 'METHOD_NOT_ALLOWED'],
    ['OPTIONS', '/api/v1/queue/1', 405, 'METHOD_NOT_ALLOWED'], ['GET', '/api/v1/auth/guest', 405, 'METHOD_NOT_ALLOWED'], ['GET', `/api/v1/queue/${'1'.repeat(300)}`, 400, 'BAD_REQUEST'],
  ])('%s %s: %d %s', async (method, where, status, code) => {
    expect(errorOf(await call(method, where))).toEqual([status, code]);
  });

  it('says how an address may be asked', async () => {
    expect((await call('PUT', '/api/v1/queue/1')).headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each(['GET /api/%E0%A4%A HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /api/v1/queue/%00 HTTP/1.1\r\nHost: x\r\n\r\n', 'NONSENSE\r\n\r\n'])('survives %j', async (bytes) => {
    const answered = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (text.includes('}}')) socket.destroy();
      });
      socket.on('close', () => resolve(text)).on('error', reject);
    });
    expect(answered).toMatch(/^HTTP\/1.1 400 /);
    expect(answered).toContain('"code":"BAD_REQUEST"');
  });

  it('keeps a fault’s text to itself', async () => {
    await answer(queueContract.list, () => ({ channelId: 1 }) as never);
    others.subscribe(libraryContract.searchTracks.subject, { callback: (_error, message) => void message.respond('not json') });
    const failed = await call('GET', '/api/v1/library/search');
    expect(failed.status).toBeGreaterThanOrEqual(400);
    expect(failed.text).not.toMatch(/at .*\.ts|node_modules/);
  });
});

describe('limits', () => {
  it('lets one address make so many guests', async () => {
    const headers = fromElsewhere();
    const results: Answer[] = await Promise.all(Array.from({ length: rateLimits['guest-creation'].max + 3 }, () => call('POST', '/api/v1/auth/guest', { body: {}, headers })));
    expect(results.filter(({ status }) => status === 201)).toHaveLength(rateLimits['guest-creation'].max);
    const refused = results.find(({ status }) => status === 429);
    expect(refused?.body.error).toMatchObject({ code: 'RATE_LIMITED', details: { retry_after_seconds: expect.any(Number) } });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call('POST', '/api/v1/auth/guest', { body: {} })).status).toBe(201);
  });

  it('stops whoever guesses admin tokens, even when a guess is right', async () => {
    const headers = fromElsewhere();
    for (let i = 0; i < rateLimits['admin-failure'].max; i += 1) expect((await call('GET', '/admin/library/import', { token: `guess-${i}`, headers })).status).toBe(401);
    expect(errorOf(await call('GET', '/admin/library/import', { token: ADMIN, headers }))).toEqual([429, 'RATE_LIMITED']);
    await answer(libraryContract.getImportStatus, () => ({ isScanning: false, found: 0, done: 0, tracks: 0, refused: [] }));
    expect((await call('GET', '/admin/library/import', { token: ADMIN })).status).toBe(200);
  });
});

describe('operators', () => {
  it('get a go-live token with the command that uses it', async () => {
    await answer(livestreamAuthContract.createToken, (request) => ({
      tokenId: randomUUID(), token: 'aaa.bbb.ccc', expiresAt: '2026-01-01T02:00:00.000Z', channelId: request.channelId, djName: request.djName ?? 'DJ', maxStreamingSeconds: request.maxStreamingSeconds,
    }));
    const made = await call('POST', '/admin/livestream/token', { token: ADMIN, body: { max_streaming_seconds: 3600, dj_name: 'Mia' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ token: 'aaa.bbb.ccc', channel_id: 1, dj_name: 'Mia', expires_at: expect.any(String), token_id: expect.any(String) });
    expect(made.body.command).toBe('ffmpeg -re -i song.mp3 -vn -c:a libvorbis -f ogg icecast://source:aaa.bbb.ccc@127.0.0.1:8003/live');
  });

  it('revoke, kick, and change a channel', async () => {
    await answer(livestreamAuthContract.revokeToken, () => ({}));
    await answer(harborContract.kick, () => ({ sessionId: randomUUID(), channelId: 1, harborId: 'h', djName: 'Mia', format: 'ogg' as const, title: '', startedAt: '2026-01-01T00:00:00.000Z' }));
    await answer(libraryContract.updateChannel, (request) => ({ ...channel, ...request }));
    const revoked = await call('DELETE', `/admin/livestream/token/${randomUUID()}`, { token: ADMIN });
    expect([revoked.status, revoked.text]).toEqual([204, '']);
    expect((await call('POST', '/admin/livestream/kick', { token: ADMIN, body: { channel_id: 1 } })).body).toMatchObject({ dj_name: 'Mia' });
    expect((await call('PATCH', '/admin/channels/1', { token: ADMIN, body: { crossfade_ms: 2000 } })).body).toMatchObject({ channel_id: 1, crossfade_ms: 2000 });
    expect(asked[libraryContract.updateChannel.subject]?.at(-1)).toEqual({ channelId: 1, crossfadeMs: 2000 });
  });

  it('pauses a channel and asks whether it is', async () => {
    await answer(mixerContract.setMode, ({ channelId, mode }) => ({ channelId, mode }));
    await answer(mixerContract.getMode, ({ channelId }) => ({ channelId, mode: 'none' }));
    expect((await call('PUT', '/admin/channels/1/mode', { token: ADMIN, body: { mode: 'paused' } })).body).toEqual({ channel_id: 1, mode: 'paused' });
    expect(asked[mixerContract.setMode.subject]?.at(-1)).toEqual({ channelId: 1, mode: 'paused', userId: expect.stringMatching(/^operator:/) });
    expect((await call('GET', '/admin/channels/1/mode', { token: ADMIN })).body).toEqual({ channel_id: 1, mode: 'none' });
    for (const mode of ['loud', '', null, 1]) expect(errorOf(await call('PUT', '/admin/channels/1/mode', { token: ADMIN, body: { mode } }))).toEqual([400, 'BAD_REQUEST']);
    expect(errorOf(await call('PUT', '/admin/channels/1/mode', { token: await aGuest(), body: { mode: 'paused' } }))).toEqual([403, 'FORBIDDEN']);
  });

  it('may send a long playlist', async () => {
    await answer(libraryContract.setPlaylistTracks, ({ playlistId, trackIds }) => ({ playlistId, channelId: 1, name: 'A', kind: 'manual', trackCount: trackIds.length, isFallback: false }));
    const trackIds = Array.from({ length: 5000 }, () => randomUUID());
    const set = await call('PUT', `/admin/playlists/${randomUUID()}/tracks`, { token: ADMIN, body: { track_ids: trackIds } });
    expect(set.body).toMatchObject({ track_count: 5000 });
  });

  it.each([['POST', `/api/v1/queue/1/${entry.id}/vote`, 64 * 1024], ['PUT', `/admin/playlists/${randomUUID()}/tracks`, 224 * 1024]])('%s %s tells its own limit: %d bytes', async (method, where, limit) => {
    const refused = await call(method, where, { token: ADMIN, raw: ' '.repeat(limit + 1) });
    expect(refused.body.error).toMatchObject({ code: 'BODY_TOO_LARGE', details: { max_bytes: limit } });
  });
});

describe('covers', () => {
  it('stream through, as fast as they are taken, and are kept for ever', async () => {
    const picture = Buffer.alloc(3_000_000, 7);
    const library = http.createServer((request, response) => {
      if (request.url === '/gone') response.writeHead(404).end();
      else response.writeHead(200, { 'content-length': picture.length }).end(picture);
    });
    await new Promise<void>((resolve) => library.listen(0, '127.0.0.1', resolve));
    const { port } = library.address() as AddressInfo;
    try {
      await answer(libraryContract.getCover, ({ coverHash }) => ({ url: `http://127.0.0.1:${port}/${coverHash === '00000000' ? 'gone' : 'here'}`, contentType: coverHash === '11111111' ? 'text/html' : 'image/jpeg' }));
      const got = await fetch(`${base}/api/v1/library/covers/0f6f3f2a`);
      const bytes = Buffer.from(await got.arrayBuffer());
      expect([got.status, bytes.length, bytes.subarray(0, 200).toString(), bytes.equals(picture)]).toEqual([200, picture.length, expect.any(String), true]);
      expect(Object.fromEntries(got.headers)).toMatchObject({
        'content-type': 'image/jpeg', 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff', etag: '"0f6f3f2a"', 'content-length': '3000000',
      });
      expect((await call('GET', '/api/v1/library/covers/0f6f3f2a', { headers: { 'if-none-match': '"0f6f3f2a"' } })).status).toBe(304);
      expect((await call('GET', '/api/v1/library/covers/11111111')).headers.get('content-type')).toBe('application/octet-stream');
      expect(errorOf(await call('GET', '/api/v1/library/covers/00000000'))).toEqual([404, 'COVER_NOT_FOUND']);
    } finally {
      library.closeAllConnections();
      library.close();
    }
    expect(errorOf(await call('GET', '/api/v1/library/covers/0f6f3f2a'))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    await answer(libraryContract.getCover, refuse('COVER_NOT_FOUND'));
    expect(errorOf(await call('GET', '/api/v1/library/covers/0f6f3f2a'))).toEqual([404, 'COVER_NOT_FOUND']);
  });
});

describe('a client that does not take its cover', () => {
  it('holds the library back, and lets go of it when it leaves', async () => {
    let sent = 0;
    let isGone = false;
    const library = http.createServer((_request, response) => {
      response.writeHead(200, { 'content-length': 500_000_000 });
      const chunk = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (!response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      response.on('close', () => (isGone = true));
      more();
    });
    await new Promise<void>((resolve) => library.listen(0, '127.0.0.1', resolve));
    const { port } = library.address() as AddressInfo;
    await answer(libraryContract.getCover, () => ({ url: `http://127.0.0.1:${port}/`, contentType: 'image/png' }));
    const client = connect(Number(new URL(base).port), '127.0.0.1', () => client.write('GET /api/v1/library/covers/22222222 HTTP/1.1\r\nHost: x\r\n\r\n'));
    client.pause();
    try {
      // Grows while the buffers on the way fill, then stands still.
      let before = -1;
      await waitFor(() => {
        const stands = sent > 0 && sent === before;
        before = sent;
        return stands;
      }, { everyMs: 200, what: 'library held back' });
      expect(sent).toBeLessThan(60_000_000);
      client.destroy();
      await waitFor(() => isGone, { what: 'connection to the library closed' });
    } finally {
      client.destroy();
      library.closeAllConnections();
      library.close();
    }
    expect((await call('GET', '/api/v1/channels')).status).toBe(200);
  });
});

describe('the page', () => {
  it.each(['/', '/app', '/app/', '/app/channels/1?x=1'])('is served at %s', async (where) => {
    const page = await call('GET', where);
    expect([page.status, page.text]).toEqual([200, '<!doctype html><title>page</title>']);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'self'.*media-src 'self' blob: http:\/\/127\.0\.0\.1:8005;.*frame-ancestors 'none'/);
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
  });

  it('has assets that are kept for ever, and files that are asked for again', async () => {
    const asset = await call('GET', '/assets/index-abc123.js');
    expect([asset.status, asset.headers.get('cache-control'), asset.headers.get('content-type')]).toEqual([200, 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8']);
    const icon = await call('GET', '/icon.svg');
    expect([icon.status, icon.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect((await call('GET', '/icon.svg', { headers: { 'if-none-match': icon.headers.get('etag') ?? '' } })).status).toBe(304);
  });

  it('is sent compressed to those who take it', async () => {
    const plain = await fetch(`${base}/docs/swagger-ui.css`, { headers: { 'accept-encoding': 'identity' } });
    const small = await fetch(`${base}/docs/swagger-ui.css`, { headers: { 'accept-encoding': 'gzip, br' } });
    expect([plain.headers.get('content-encoding'), small.headers.get('content-encoding')]).toEqual([null, 'br']);
    expect(await small.text()).toBe(await plain.text());
    expect(Number(small.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')) / 3);
  });

  it.each(['/.env', '/assets/..%2f.env', '/assets/%2e%2e%2findex.html', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/assets/', '/assets/nothing.js', '/icon.svg%00.png'])('gives nothing away at %s', async (where) => {
    const refused = await call('GET', where);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(refused.text).not.toContain('SECRET');
  });
});

describe('documents', () => {
  it('show the API without another host', async () => {
    const page = await call('GET', '/docs');
    expect(page.status).toBe(200);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      expect((await call('GET', link)).status).toBe(200);
    }
    expect((await call('GET', '/docs/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
    expect((await call('GET', '/docs/package.json')).status).toBe(404);
  });

  it('carry the headers that keep browsers strict, on answers and on refusals', async () => {
    for (const where of ['/api/v1/channels', '/nothing', '/docs', '/', '/health']) {
      const { headers } = await call('GET', where, { headers: { 'x-correlation-id': 'my-id.1' } });
      expect(Object.fromEntries(headers)).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-correlation-id': 'my-id.1', 'content-security-policy': expect.stringContaining("frame-ancestors 'none'") });
    }
    expect((await call('GET', '/health', { headers: { 'x-correlation-id': 'a b\u00e9' } })).headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('operation', () => {
  it('is healthy only while sound leaves the encoder', async () => {
    const status = { channelId: 1, nextSample: 480_000, tier: 'playlist' as const, rmsDb: -20, tierRmsDb: -19, demotedLiveRmsDb: -80, silentForMs: 0, isSilenceRequested: false,
      dueFrames: 500, lateFrames: 2, missedFrames: 3, resentFrames: 50, silences: { live: 4, requests: 0, playlist: 1, output: 0 }, epoch: 1 };
    expect((await call('GET', '/health')).status).toBe(503);
    await answer(mixerContract.getStatus, () => status);
    await answer(edgeContract.getStreamPosition, () => ({ channelId: 1, timelineId: randomUUID(), nextSample: 475_200, dueSample: 475_200 }));
    const well = await call('GET', '/health');
    expect([well.status, well.body]).toEqual([200, { ok: true, channels: [expect.objectContaining({ channel_id: 1, ok: true, tier: 'playlist', rms_db: -20, edge_behind_seconds: 0.1 })] }]);
    await answer(mixerContract.getStatus, () => ({ ...status, rmsDb: -200, silentForMs: 11_000 }));
    expect((await call('GET', '/health')).status).toBe(503);
  });

  it('counts for Prometheus, by pattern and not by id', async () => {
    await call('GET', '/api/v1/queue/1');
    const { text, headers } = await call('GET', '/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(/longwave_http_request_seconds_count\{method="GET",route="\/api\/v1\/queue\/:channel",status="\d+"\} \d+/);
    expect(text).toContain('longwave_listeners{channel="1"}');
    for (const [figure, value] of Object.entries({ due: 500, late: 2, missed: 3, resent: 50 })) expect(text).toContain(`longwave_mixer_${figure}_frames_total{channel="1"} ${value}`);
    expect(text).toContain('longwave_tier_rms_dbfs{channel="1",tier="playlist"} -19');
    expect(text).toContain('longwave_tier_rms_dbfs{channel="1",tier="live"} -80');
    expect(text).toContain('longwave_silences_total{channel="1",where="live"} 4');
    expect(text).not.toContain('/api/v1/queue/1"');
  });
});

describe('while Redis is away', () => {
  it('everything else works, and limits are still counted', async () => {
    await redis.kill9();
    try {
      await answer(queueContract.addEntry, () => entry);
      const headers = fromElsewhere();
      const results = [];
      for (let i = 0; i < rateLimits['guest-creation'].max + 2; i += 1) results.push((await call('POST', '/api/v1/auth/guest', { body: {}, headers })).status);
      expect(results.filter((status) => status === 201)).toHaveLength(rateLimits['guest-creation'].max);
      expect(results.at(-1)).toBe(429);
      expect((await call('POST', '/api/v1/queue/1', { token: await aGuest(), body: { track_id: track.trackId } })).status).toBe(201);
    } finally {
      await redis.restart();
    }
  });
});
