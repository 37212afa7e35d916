import { decodeFrameMessage, kvKeys, mixerContract, type MixerStatusDto } from '@longwave/contracts';
import { connectNats, MediaKv } from '@longwave/messaging';
import { CoreConfig, loadConfig, startLog, startService } from '@longwave/service';
import { startNats, tempFolder, waitFor } from '@longwave/testing';
import { MixerModule } from './mixer.module';

jest.setTimeout(40_000);

it('is not heard when the main thread stands still', async () => {
  const nats = await startNats();
  const environment = { NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password, DATA_DIR: tempFolder('mixer'), SERVICE_INSTANCE: 'm1', LOG_LEVEL: 'fatal' };
  Object.assign(process.env, environment);
  const mixer = await startService({ name: 'mixer', module: MixerModule }, loadConfig(CoreConfig, environment), startLog('mixer', 'fatal'));
  const nc = await connectNats({ url: nats.url, user: nats.user, password: nats.password, name: 'test' });
  try {
    await new MediaKv(nc).put(kvKeys.channel(1), {
      channelId: 1, slug: 'radio', name: 'Test', description: '', genre: '', fallbackPlaylistId: null, crossfadeMs: 1_000, requestsInterrupt: false,
      maxWaitingPerUser: 3, targetLufs: -16, opusKbps: 128, mp3Kbps: 128, silenceThresholdDbfs: -50, silenceLimitMs: 8_000, liveSilenceLimitMs: 20_000,
    });
    let next = 0;
    nc.subscribe('audio.v1.1.opus', { callback: (_, message) => void (next = decodeFrameMessage(message.data)!.firstSample + 4_800) });
    const status = async () => (await nc.request(mixerContract.getStatus.subject, '{"channelId":1}')).json<MixerStatusDto>();
    await waitFor(() => next > 48_000, { timeoutMs: 15_000, what: 'the first second' });
    const before = await status();
    // Blocked for good, not just waiting: nothing of this thread runs.
    const until = performance.now() + 2_000;
    while (performance.now() < until);
    const after = await status();
    // Told by memory that the rendering thread writes: it went on all the while. On a busy machine a block may be late.
    expect(after.lateFrames - before.lateFrames).toBeLessThan(30);
    // What it tells is up to a block old, at both ends.
    expect(after.nextSample - before.nextSample).toBeGreaterThan(1.7 * 48_000);
    await waitFor(() => next >= after.nextSample, { what: 'what was sent meanwhile' });
  } finally {
    await mixer.close();
    await nc.close();
    await nats.stop();
  }
});
