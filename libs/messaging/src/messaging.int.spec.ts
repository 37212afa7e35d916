import { AppError, KV_BUCKET, libraryContract, ListQueueRequest, mixerContract, queueContract, QueueListDto, TrackEnded } from '@longwave/contracts';
import { startNats, type TestNats, waitFor } from '@longwave/testing';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import {
  connectNats, currentCorrelationId, EventBus, Handles, MediaKv, MessagingModule, NATS_CONNECTION, natsMicroserviceOptions, On, runWithCorrelationId, ServiceClient,
} from './index';

const heard: TrackEnded[] = [];
let seenCorrelationId: string | undefined;

@Controller()
class ExampleController {
  @Handles(queueContract.list)
  async list(@Payload() request: ListQueueRequest): Promise<QueueListDto> {
    seenCorrelationId = currentCorrelationId();
    if (request.channelId === 404) throw new AppError('CHANNEL_NOT_FOUND', 'no such channel', { channelId: 404 });
    if (request.channelId === 500) throw new Error('password is hunter2');
    return { channelId: request.channelId, rev: 1, items: [], total: 0 };
  }

  @On(mixerContract.trackEnded)
  ended(@Payload() event: TrackEnded): void {
    heard.push(event);
    if (event.rev === 13) throw new Error('unlucky');
  }
}

@Module({ controllers: [ExampleController] })
class ExampleModule {}

const trackEnded = (rev: number): TrackEnded => ({
  rev, channelId: 1, trackId: '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c', entryId: null, reason: 'ended', message: null, endedAtSample: 960,
});

describe('messaging', () => {
  let server: TestNats;
  let app: INestMicroservice;
  let plain: NatsConnection;

  beforeAll(async () => {
    server = await startNats();
    const address = { url: server.url, user: server.user, password: server.password, name: 'queue' };
    app = await NestFactory.createMicroservice(
      { module: ExampleModule, imports: [MessagingModule.forRoot(address)] },
      { ...natsMicroserviceOptions(address), logger: false },
    );
    await app.listen();
    plain = await connectNats({ ...address, name: 'plain client' });
  });

  afterAll(async () => {
    await plain.close();
    await app.close();
    await server.stop();
  });

  beforeEach(() => {
    heard.length = 0;
  });

  const ask = (body: string) => plain.request(queueContract.list.subject, body, { timeout: 2000 });

  it('answers a plain NATS client with plain JSON', async () => {
    expect((await ask('{"channelId":1}')).json()).toEqual({ channelId: 1, rev: 1, items: [], total: 0 });
  });

  it.each([
    ['a known error', '{"channelId":404}', 'CHANNEL_NOT_FOUND'],
    ['a fault of ours', '{"channelId":500}', 'INTERNAL'],
    ['an unknown field', '{"channelId":1,"x":1}', 'BAD_REQUEST'],
    ['a wrong type', '{"channelId":"1"}', 'BAD_REQUEST'],
    ['no JSON', '{', 'BAD_REQUEST'],
    ['nothing at all', '', 'BAD_REQUEST'],
    ['too much', `{"channelId":1,"x":"${'x'.repeat(300_000)}"}`, 'BODY_TOO_LARGE'],
  ])('answers %s in the headers and the body', async (_what, body, code) => {
    const reply = await ask(body);
    expect(reply.headers?.get('Nats-Service-Error-Code')).toBe(code);
    expect(reply.json()).toMatchObject({ code });
    expect(reply.string()).not.toContain('hunter2');
  });

  it('gives a caller the code of the callee', async () => {
    const client = app.get(ServiceClient);
    await expect(client.call(queueContract.list, { channelId: 404 })).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND', details: { channelId: 404 } });
  });

  it('says at once that a service is away', async () => {
    const started = Date.now();
    await expect(app.get(ServiceClient).call(libraryContract.listChannels, {})).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(Date.now() - started).toBeLessThan(libraryContract.listChannels.timeoutMs / 2);
  });

  it.each([['no JSON', '{'], ['too much', `{"x":"${'x'.repeat(300_000)}"}`]])('does not blame the caller for an answer that is %s', async (_what, answer) => {
    const subscription = plain.subscribe(libraryContract.getImportStatus.subject, { callback: (_error, message) => void message.respond(answer) });
    await plain.flush();
    await expect(app.get(ServiceClient).call(libraryContract.getImportStatus, {})).rejects.toMatchObject({ code: 'INTERNAL', details: { service: 'library' } });
    subscription.unsubscribe();
  });

  it('carries the correlation id along', async () => {
    await runWithCorrelationId('from-the-gateway', () => app.get(ServiceClient).call(queueContract.list, { channelId: 1 }));
    expect(seenCorrelationId).toBe('from-the-gateway');
  });

  it('tells events, and survives a handler that throws', async () => {
    const bus = app.get(EventBus);
    const also: number[] = [];
    const stop = bus.subscribe(mixerContract.trackEnded, (event) => also.push(event.rev));
    await app.get<NatsConnection>(NATS_CONNECTION).flush();
    bus.publish(mixerContract.trackEnded, trackEnded(13));
    bus.publish(mixerContract.trackEnded, trackEnded(14));
    await waitFor(() => heard.length === 2 && also.length === 2, { timeoutMs: 2000, what: 'both events twice' });
    expect(heard.map(({ rev }) => rev)).toEqual([13, 14]);
    stop();
  });

  it('swaps a key only from the revision it was read at', async () => {
    const kv = app.get(MediaKv);
    const first = await kv.create('owner.7', { instanceId: 'a', claimedAt: '' });
    expect(await kv.create('owner.7', { instanceId: 'b', claimedAt: '' })).toBeUndefined();
    const results = await Promise.all(['c', 'd', 'e'].map((instanceId) => kv.update('owner.7', { instanceId, claimedAt: '' }, first ?? 0)));
    expect(results.filter((revision) => revision !== undefined)).toHaveLength(1);
    await kv.delete('owner.7');
    expect(await kv.get('owner.7')).toBeUndefined();
  });

  it('makes the bucket anew when it was lost', async () => {
    const kv = app.get(MediaKv);
    const seen: unknown[] = [];
    const stop = await kv.watch('channels.*', ({ value }) => void seen.push(value));
    await kv.put('channels.1', { n: 1 });
    await jetstreamManager(plain).then((manager) => manager.streams.delete(`KV_${KV_BUCKET}`));
    const put = async () => kv.put('channels.1', { n: 2 }).then(() => true, () => false);
    await waitFor(put, { timeoutMs: 10_000, what: 'a write after the loss' });
    expect(await kv.get('channels.1')).toMatchObject({ value: { n: 2 } });
    await waitFor(() => seen.length === 2, { timeoutMs: 15_000, what: 'the watch of the new bucket' });
    stop();
  }, 40_000);

  it('goes on hearing keys after the server was killed', async () => {
    const kv = app.get(MediaKv);
    const seen = new Map<string, unknown>();
    const stop = await kv.watch('live.*', ({ key, value }) => void seen.set(key, value));
    await kv.put('live.1', { n: 1 });
    await waitFor(() => seen.has('live.1'), { timeoutMs: 2000, what: 'the first value' });
    await server.kill9();
    await server.restart();
    const put = async () => kv.put('live.2', { n: 2 }).then(() => true, () => false);
    await waitFor(put, { timeoutMs: 10_000, what: 'a write after the restart' });
    await waitFor(() => seen.has('live.2'), { timeoutMs: 15_000, what: 'the second value' });
    stop();
  }, 40_000);
});
