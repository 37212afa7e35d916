import { deepestHoleDb, findAlignment, goertzelDb, largestStepDbfs, rmsDb } from '@longwave/audio';
import { type ChannelDto, type ChannelOwner, KV_BUCKET, kvKeys, mixerContract, type NowPlayingReply, type StoredPlayhead, type Timeline } from '@longwave/contracts';
import { tempFolder, waitFor } from '@longwave/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SECOND, music, nc, kv, house, song, stage, libfaketime, end, ask, playing, Harbor, headerPages } from './testing/mixer-stage';

jest.setTimeout(60_000);

describe('a restart', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('by %s goes on in the same song, without a missing or repeated sample', async (signal) => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60)];
    const mixer = start();
    const { nowPlaying } = await playing(ears, '220 Hz');
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 4 * SECOND, { what: 'four seconds' });
    await end(mixer, signal);
    const seam = ears.next!;
    start();
    await waitFor(() => ears.next! > seam + 6 * SECOND, { timeoutMs: 15_000, what: 'more of it' });
    ears.expectWhole();
    const epochs = [...new Set(ears.messages.map(({ epoch }) => epoch))];
    expect(epochs).toHaveLength(2);
    expect(epochs[1]).toBeGreaterThan(epochs[0]!);
    expect(ears.messages.find(({ epoch }) => epoch === epochs[1])).toMatchObject({ startsClean: true, firstSample: seam });
    // The tone runs through the seam: same phase on both sides, no step, no blast.
    const around = ears.pcm(seam - 2 * SECOND, seam + 2 * SECOND);
    expect(largestStepDbfs(around)).toBeLessThan(-30);
    expect(deepestHoleDb(around)).toBeLessThan(1);
    expect(rmsDb(ears.pcm(seam - 480, seam + 1_440)) - rmsDb(ears.pcm(seam - SECOND, seam - 480))).toBeLessThan(1);
    expect((await ask<NowPlayingReply>(mixerContract.getNowPlaying, { channelId })).nowPlaying).toMatchObject({ startedAtSample: nowPlaying.startedAtSample, offsetSamples: 0 });
    const playhead = await kv.get<StoredPlayhead>(kvKeys.playhead(channelId));
    expect(playhead!.value).toMatchObject({ epoch: epochs[1], item: { trackId: nowPlaying.track!.trackId, tier: 'playlist' } });
    const timeline = await kv.get<Timeline>(kvKeys.timeline(channelId));
    expect(ears.next! - timeline!.value.nextSample).toBeLessThan(SECOND);
  });

  it('is taken over by a standby when its frames stop', async () => {
    const { ears, start, channelId } = await stage();
    house.playlist = [await song(220, 60)];
    const owner = start('m1');
    const { nowPlaying } = await playing(ears, '220 Hz');
    start('m2', tempFolder('mixer2'));
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 8 * SECOND, { timeoutMs: 15_000, what: 'eight seconds' });
    expect(new Set(ears.messages.map(({ epoch }) => epoch)).size).toBe(1);
    await end(owner, 'SIGKILL');
    const [seam, killedAt] = [ears.next!, performance.now()];
    await waitFor(() => ears.next! > seam, { timeoutMs: 5_000, what: 'the other one' });
    expect(performance.now() - killedAt).toBeLessThan(2_000);
    await waitFor(() => ears.next! > seam + 3 * SECOND, { what: 'more' });
    ears.expectWhole();
    // It had the file ready: the song goes on where it was.
    expect(ears.nowPlaying.at(-1)!.nowPlaying).toMatchObject({ tier: 'playlist', startedAtSample: nowPlaying.startedAtSample });
    expect(deepestHoleDb(ears.pcm(seam - 2 * SECOND))).toBeLessThan(3);
    expect(largestStepDbfs(ears.pcm(seam - 2 * SECOND))).toBeLessThan(-30);
    // The first one comes back and does not take it away again.
    start('m1');
    await waitFor(() => ears.next! > seam + 7 * SECOND, { what: 'more' });
    ears.expectWhole();
    expect((await kv.get<{ instanceId: string }>(kvKeys.owner(channelId)))!.value.instanceId).toBe(`m2-${channelId}`);
  });
});

describe('a loss of the store', () => {
  it('leaves the channel with its owner, though another mixer starts that finds no entry, until his frames stop', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60)];
    const owner = start('m1');
    const { nowPlaying } = await playing(ears, '220 Hz');
    const channel = await kv.get<ChannelDto>(kvKeys.channel(channelId));
    await jetstreamManager(nc).then((manager) => manager.streams.delete(`KV_${KV_BUCKET}`));
    // The server removes the files a moment later, also those of a stream of that name that is made meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 300));
    // As the library does.
    await waitFor(() => kv.put(kvKeys.channel(channelId), channel!.value), { timeoutMs: 10_000, what: 'the channel told again' });
    start('m2', tempFolder('mixer2'));
    await waitFor(async () => (await kv.get<ChannelOwner>(kvKeys.owner(channelId)))?.value.instanceId === `m1-${channelId}`, { timeoutMs: 10_000, what: 'the entry written again' });
    const told = ears.next!;
    await waitFor(() => ears.next! > told + 4 * SECOND, { timeoutMs: 10_000, what: 'four seconds' });
    expect(new Set(ears.messages.map(({ epoch }) => epoch)).size).toBe(1);
    await end(owner, 'SIGKILL');
    const seam = ears.next!;
    await waitFor(() => ears.next! > seam + 3 * SECOND, { timeoutMs: 10_000, what: 'the other one' });
    ears.expectWhole();
    expect(ears.nowPlaying.at(-1)!.nowPlaying).toMatchObject({ tier: 'playlist', startedAtSample: nowPlaying.startedAtSample });
  });
});

describe('the wall clock', () => {
  it.each([3_600, -3_600])('may be set by %d seconds, while a mixer plays and while one takes over', async (seconds) => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60)];
    // A mixer that reads the wall clock from a file, and the monotonic one from the machine.
    const clock = path.join(tempFolder('clock'), 'now');
    const env = { LD_PRELOAD: libfaketime(), FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
    const set = (offset: number) => writeFileSync(clock, `${offset < 0 ? '' : '+'}${offset}`);
    set(0);
    const owner = start('m1', undefined, env);
    const { nowPlaying } = await playing(ears, '220 Hz');
    start('m2', tempFolder('mixer2'), env);
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 6 * SECOND, { timeoutMs: 15_000, what: 'six seconds' });
    const epoch = ears.messages[0]!.epoch;
    const before = { sample: ears.next!, atMs: performance.now(), rev: ears.nowPlaying.at(-1)!.rev };
    set(seconds);
    const written = async () => Date.parse((await kv.get<Timeline>(kvKeys.timeline(channelId)))!.value.writtenAt);
    await waitFor(async () => Math.abs((await written()) - Date.now() - seconds * 1000) < 5_000, { what: 'the new time in its notes' });
    await waitFor(() => ears.next! > before.sample + 3 * SECOND, { what: 'three seconds more' });
    expect(new Set(ears.messages.map((message) => message.epoch))).toEqual(new Set([epoch]));
    await end(owner, 'SIGKILL');
    await waitFor(() => ears.messages.some((message) => message.epoch > epoch), { timeoutMs: 5_000, what: 'the other one' });
    await waitFor(() => ears.next! > before.sample + 9 * SECOND, { what: 'more' });
    ears.expectWhole();
    // The count runs with the machine's own clock all the time.
    expect(Math.abs((ears.next! - before.sample) / 48 - (performance.now() - before.atMs))).toBeLessThan(500);
    expect(ears.nowPlaying.at(-1)!.nowPlaying).toMatchObject({ startedAtSample: nowPlaying.startedAtSample });
    expect(ears.nowPlaying.at(-1)!.rev).toBeGreaterThan(before.rev);
  });
});

describe('a crossfade', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('goes on where it was when its mixer ends by %s', async (signal) => {
    const { ears, start } = await stage({ crossfadeMs: 4_000 });
    house.playlist = [await song(220, 12), await song(330, 30)];
    const owner = start('m1');
    await playing(ears, '220 Hz');
    start('m2', tempFolder('mixer2'));
    const { nowPlaying } = await playing(ears, '330 Hz');
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 1.5 * SECOND, { what: 'a part of the fade' });
    owner.kill(signal);
    await once(owner, 'exit');
    const seam = await waitFor(() => ears.messages.find(({ epoch }) => epoch > ears.messages[0]!.epoch)?.firstSample, { timeoutMs: 5_000, what: 'the other one' });
    expect(seam - nowPlaying.startedAtSample).toBeLessThan(3.5 * SECOND);
    await waitFor(() => ears.next! > seam + 5 * SECOND, { what: 'more' });
    ears.expectWhole();
    // Both are heard on both sides of the seam, and the fade takes as long as it would have.
    for (const at of [seam - 9_600, seam + 960]) {
      const sound = ears.pcm(at, at + 4_800);
      for (const hz of [220, 330]) expect(goertzelDb(sound, hz)).toBeGreaterThan(-40);
    }
    expect(goertzelDb(ears.pcm(nowPlaying.startedAtSample + 4.2 * SECOND, nowPlaying.startedAtSample + 4.7 * SECOND), 220)).toBeLessThan(-60);
    const around = ears.pcm(nowPlaying.startedAtSample - SECOND, nowPlaying.startedAtSample + 6 * SECOND);
    expect(largestStepDbfs(around)).toBeLessThan(-30);
    expect(deepestHoleDb(around)).toBeLessThan(3);
    expect(ears.ended.at(-1)).toMatchObject({ reason: 'ended' });
    expect(ears.nowPlaying.at(-1)!.nowPlaying.startedAtSample).toBe(nowPlaying.startedAtSample);
    const revs = ears.nowPlaying.map(({ rev }) => rev);
    expect(revs).toEqual([...revs].sort((a, b) => a - b));
  });
});

describe('live', () => {
  /** A tone that rises slowly, so that each place in it sounds like no other. */
  function rising(name: string, args: string[]): string {
    const file = path.join(music, name);
    const tone = "aevalsrc='0.25*sin(2*PI*(150*t+4*t*t))':s=48000:d=40:c=stereo";
    execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i', tone, '-ac', '2', ...args, file]);
    return file;
  }

  /** Where a second of what is heard lies in the file, in frames. */
  function placeIn(file: string, sound: Float32Array): number {
    const bytes = execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-i', file, '-f', 'f32le', '-ac', '2', '-ar', '48000', 'pipe:1'], { maxBuffer: 100_000_000 });
    const whole = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const found = findAlignment(sound, whole, 0);
    expect(found?.score).toBeGreaterThan(0.95);
    return found?.atFrame ?? 0;
  }

  // Opus and a whole station: tools/bench/failover.mjs.
  it.each([
    ['vorbis', 'ogg', ['-c:a', 'libvorbis', '-f', 'ogg']],
    ['mp3', 'mp3', ['-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'mp3']],
    ['aac', 'aac', ['-c:a', 'aac', '-b:a', '128k', '-f', 'adts']],
  ] as const)('%s goes on at the same place when its mixer is killed', async (codec, format, args) => {
    const { channelId, ears, start } = await stage();
    const file = rising(`rising.${codec}`, [...args]);
    const owner = start('m1');
    await waitFor(() => ears.heardSeconds > 0.5, { timeoutMs: 15_000, what: 'air' });
    start('m2', tempFolder('mixer2'));
    const bytes = readFileSync(file);
    const harbor = new Harbor(channelId, bytes, format, 2_000);
    // The header pages of an Ogg stream come before the first granule that is not zero.
    if (format === 'ogg') harbor.header = headerPages(bytes).toString('base64');
    void harbor.live(bytes.length / 40);
    const { nowPlaying } = await waitFor(() => ears.nowPlaying.find((one) => one.nowPlaying.tier === 'live'), { timeoutMs: 10_000, what: 'the DJ' });
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 8 * SECOND, { timeoutMs: 15_000, what: 'eight seconds of it' });
    await end(owner, 'SIGKILL');
    const [seam, killedAt] = [ears.next!, performance.now()];
    await waitFor(() => ears.next! > seam, { timeoutMs: 5_000, what: 'the other one' });
    const tookMs = performance.now() - killedAt;
    await waitFor(() => ears.next! > seam + 5 * SECOND, { timeoutMs: 10_000, what: 'more of it' });
    ears.expectWhole();
    expect(ears.nowPlaying.at(-1)!.nowPlaying).toMatchObject({ tier: 'live', startedAtSample: nowPlaying.startedAtSample, dj: { name: 'Mia' } });
    const before = placeIn(file, ears.pcm(seam - 1.2 * SECOND, seam - 0.2 * SECOND));
    const after = placeIn(file, ears.pcm(seam + 1 * SECOND, seam + 2 * SECOND));
    expect(Math.abs(after - before - 2.2 * SECOND)).toBeLessThan(48);
    const around = ears.pcm(seam - SECOND, seam + SECOND);
    expect(largestStepDbfs(around)).toBeLessThan(-30);
    expect(deepestHoleDb(around)).toBeLessThan(3);
    expect(tookMs).toBeLessThan(2_000);
    await harbor.hangUp();
  });
});
