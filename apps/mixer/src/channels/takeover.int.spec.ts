import { type ChannelDto, type RecentSoundDto, type Timeline, edgeContract, kvKeys } from '@longwave/contracts';
import { MediaKv, ServiceClient, connectNats } from '@longwave/messaging';
import { type TestNats, startNats, tempFolder } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import { randomUUID } from 'node:crypto';
import { MediaCache } from '../media-cache/media-cache.service';
import { MixerConfig } from '../mixer.config';
import { takeOver } from './takeover';

let nats: TestNats;
let connection: NatsConnection;
let kv: MediaKv;
beforeAll(async () => {
  nats = await startNats();
  connection = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  kv = new MediaKv(connection);
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

const packet = Buffer.from([0xfc, 1, 2]);

it.each([
  ['with its sound when it has some', [packet], { endSample: 999_360, packets: [packet] }],
  ['without sound when it sends filler', [], undefined],
])('goes on where an edge is, %s', async (_case, packets, recentSound) => {
  const channelId = packets.length + 1;
  const timelineId = randomUUID();
  const timeline: Timeline = { timelineId, nextSample: 960_000, writtenAt: new Date().toISOString() };
  await kv.put(kvKeys.timeline(channelId), timeline);
  const position = { channelId, timelineId, nextSample: 1_000_320, dueSample: 1_200_000 };
  const reply: RecentSoundDto = { ...position, endSample: packets.length > 0 ? 999_360 : position.nextSample, packets: packets.map((one) => one.toString('base64')) };
  const edge = connection.subscribe(edgeContract.getRecentSound.subject, { callback: (_error, message) => void message.respond(JSON.stringify(reply)) });
  const cache = new MediaCache(Object.assign(new MixerConfig(), { DATA_DIR: tempFolder('takeover') }));
  const takeover = await takeOver({ channelId } as ChannelDto, { kv, services: new ServiceClient(connection), cache, heard: () => undefined });
  edge.unsubscribe();
  expect(takeover).toMatchObject({ timelineId, firstSample: position.nextSample });
  expect(takeover.nowSample).toBeGreaterThanOrEqual(position.dueSample);
  expect(takeover.recentSound).toEqual(recentSound);
});
