import { deepestHoleDb, largestStepDbfs, rmsDb } from '@longwave/audio';
import {
  type ChannelModeDto, decodeResendReply, edgeContract, kvKeys, libraryContract, mediaSubjects, mixerContract, type MixerStatusDto, type NowPlayingReply,
  type SteeringReply, type StoredPlayhead,
} from '@longwave/contracts';
import { makeTone, waitFor } from '@longwave/testing';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SECOND, music, nats, nc, kv, house, song, stage, end, ask, playing, Harbor } from './testing/mixer-stage';

jest.setTimeout(60_000);

describe('without NATS for a moment', () => {
  it('plays on, and has what was missed', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 2, { timeoutMs: 15_000, what: 'two seconds' });
    await nats.restart();
    const before = ears.next!;
    await waitFor(() => ears.next! > before + 3 * SECOND, { timeoutMs: 10_000, what: 'three seconds more' });
    const reply = await waitFor(() => nc.request(mediaSubjects.resend, JSON.stringify({ channelId, fromSample: before }), { timeout: 1_000 }), { what: 'an answer' });
    const again = decodeResendReply(reply.data);
    expect(again[0]!.firstSample).toBe(before);
    for (const [i, message] of again.entries()) expect(message).toMatchObject({ epoch: ears.messages[0]!.epoch, firstSample: before + i * 4_800 });
  });
});

describe('alone', () => {
  it('sends noise as soon as there is a channel, in whole messages without a hole', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 4, { timeoutMs: 15_000, what: 'four seconds' });
    ears.expectWhole();
    expect(ears.messages[0]).toMatchObject({ firstSample: 0, startsClean: true });
    expect(ears.messages.every(({ packets }) => packets.length === 5)).toBe(true);
    expect(ears.messages.filter(({ startsClean }) => startsClean)).toHaveLength(1);
    // The coder leaves out what lies over 20 kHz, 0.8 dB of white noise.
    expect(Math.abs(rmsDb(ears.pcm(3 * SECOND)) + 24.8)).toBeLessThan(1);
    const status = await ask<MixerStatusDto>(mixerContract.getStatus, { channelId });
    expect(status).toMatchObject({ tier: 'noise', isSilenceRequested: false, silentForMs: 0 });
    await expect(ask(mixerContract.skip, { channelId, userId: 'operator' })).rejects.toThrow('NOTHING_TO_SKIP');
    await expect(ask(mixerContract.getStatus, { channelId: 999 })).rejects.toThrow('CHANNEL_NOT_ON_AIR');
  });

  it('gives the last ten seconds to who asks', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 3, { timeoutMs: 15_000, what: 'three seconds' });
    const from = 1 * SECOND + 100;
    const reply = await nc.request(mediaSubjects.resend, JSON.stringify({ channelId, fromSample: from }), { timeout: 2_000 });
    const again = decodeResendReply(reply.data);
    expect(again[0]!.firstSample).toBe(SECOND);
    for (const message of again.slice(0, 10)) expect(message).toEqual(ears.messages.find(({ firstSample }) => firstSample === message.firstSample));
  });

  it('goes on after being stopped, catching up what it missed', async () => {
    const { channelId, ears, start } = await stage();
    const mixer = start();
    await waitFor(() => ears.heardSeconds > 1, { timeoutMs: 15_000, what: 'first second' });
    mixer.kill('SIGSTOP');
    const [stoppedAt, count] = [performance.now(), ears.messages.length];
    await waitFor(() => performance.now() - stoppedAt > 4_000, { what: 'four seconds of standstill' });
    mixer.kill('SIGCONT');
    await waitFor(() => ears.messages.length > count + 40, { timeoutMs: 2_000, what: 'catching up' });
    ears.expectWhole();
    expect(new Set(ears.messages.map(({ epoch }) => epoch)).size).toBe(1);
    expect((await ask<MixerStatusDto>(mixerContract.getStatus, { channelId })).lateFrames).toBeGreaterThan(0);
  });
});

describe('the mode', () => {
  const mode = (channelId: number) => ask<ChannelModeDto>(mixerContract.getMode, { channelId }).then((reply) => reply.mode);
  const set = (channelId: number, wanted: string) => ask<ChannelModeDto>(mixerContract.setMode, { channelId, mode: wanted, userId: 'operator' });

  it('is radio until an operator pauses, which is digital silence, and well; then noise again', async () => {
    const { channelId, ears, start } = await stage();
    start();
    const status = () => ask<MixerStatusDto>(mixerContract.getStatus, { channelId });
    await waitFor(() => ears.heardSeconds > 2.5, { timeoutMs: 15_000, what: 'noise' });
    expect(await mode(channelId)).toBe('radio');
    expect(await set(channelId, 'paused')).toEqual({ channelId, mode: 'paused' });
    await waitFor(async () => (await status()).rmsDb === -200, { timeoutMs: 8_000, what: 'digital silence' });
    expect(await status()).toMatchObject({ tier: 'silence', isSilenceRequested: true, silentForMs: 0, tierRmsDb: -200, demotedLiveRmsDb: null, silences: { output: 0 } });
    expect(await mode(channelId)).toBe('paused');
    await set(channelId, 'radio');
    await waitFor(async () => (await status()).rmsDb > -26, { timeoutMs: 8_000, what: 'noise again' });
    expect(await status()).toMatchObject({ tier: 'noise', isSilenceRequested: false, silentForMs: 0, missedFrames: 0 });
    expect((await status()).dueFrames).toBeGreaterThan(200);
    ears.expectWhole();
  });

  it('holds when it is set while a mixer takes the channel over', async () => {
    const { channelId, ears, start } = await stage();
    let isAsked = false;
    // An edge that does not answer: the mixer has read the mode by then, and waits.
    const edge = nc.subscribe(edgeContract.getRecentSound.subject, {
      callback: (_, message) => {
        if (isAsked || message.json<{ channelId: number }>().channelId !== channelId) return;
        isAsked = true;
        void kv.put(kvKeys.mode(channelId), { mode: 'paused' });
      },
    });
    start();
    await waitFor(() => ears.heardSeconds > 1, { timeoutMs: 15_000, what: 'sound' });
    expect(isAsked).toBe(true);
    expect(await ask<MixerStatusDto>(mixerContract.getStatus, { channelId })).toMatchObject({ tier: 'silence', isSilenceRequested: true });
    edge.unsubscribe();
  });

  it('is the last one that was asked for, however many ask at once, and of channels that there are', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 1, { timeoutMs: 15_000, what: 'sound' });
    const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => set(channelId, i % 2 === 0 ? 'paused' : 'none')));
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    await set(channelId, 'none');
    expect(await mode(channelId)).toBe('none');
    await expect(set(999, 'paused')).rejects.toThrow('CHANNEL_NOT_FOUND');
    await expect(mode(999)).rejects.toThrow('CHANNEL_NOT_FOUND');
    await expect(set(channelId, 'loud')).rejects.toThrow('BAD_REQUEST');
  });
});

describe('the playlist', () => {
  it('plays in order with crossfades, and tells what is heard when', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6), await song(330, 6)];
    start();
    await waitFor(() => ears.nowPlaying.filter(({ nowPlaying }) => nowPlaying.tier === 'playlist').length >= 3 && ears.ended.length >= 1, { timeoutMs: 30_000, what: 'two changes' });
    const first = ears.nowPlaying.findIndex(({ nowPlaying }) => nowPlaying.tier === 'playlist');
    const [a, b, c] = ears.nowPlaying.slice(first).map(({ nowPlaying }) => nowPlaying);
    await waitFor(() => ears.next! > c!.startedAtSample + 2 * SECOND, { what: 'the third track' });
    ears.expectWhole();
    expect(c!.startedAtSample - b!.startedAtSample).toBe(5 * SECOND);
    const sound = ears.pcm(a!.startedAtSample + 3 * SECOND);
    expect(deepestHoleDb(sound)).toBeLessThan(9);
    expect(largestStepDbfs(sound)).toBeLessThan(-30);
    expect(Math.abs(ears.hzAt(a!.startedAtSample + 3 * SECOND) - Number.parseInt(a!.track!.name))).toBeLessThan(3);
    expect(Math.abs(ears.hzAt(b!.startedAtSample + 3 * SECOND) - Number.parseInt(b!.track!.name))).toBeLessThan(3);
    expect(ears.ended[0]).toMatchObject({ reason: 'ended', trackId: a!.track!.trackId, entryId: null });
    const revs = [...ears.nowPlaying, ...ears.ended].map(({ rev }) => rev);
    expect(new Set(revs).size).toBe(revs.length);
    expect((await ask<NowPlayingReply>(mixerContract.getNowPlaying, { channelId })).nowPlaying.track?.name).toBe(ears.nowPlaying.at(-1)!.nowPlaying.track!.name);
  });

  it('ends in noise when it is emptied, and is back when it holds music', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6)];
    start();
    await playing(ears, '220 Hz');
    house.playlist = [];
    const changed = () => nc.publish(`${libraryContract.playlistChanged.subject}.${channelId}`, JSON.stringify({ rev: 1, channelId, playlistId: randomUUID(), trackCount: 0 }));
    changed();
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.tier === 'noise', { timeoutMs: 20_000, what: 'noise' });
    house.playlist = [await song(330, 6)];
    changed();
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.track?.name === '330 Hz', { timeoutMs: 3_000, what: 'music again' });
  });

  it('goes round from its own copies while the library is away', async () => {
    const { ears, start } = await stage();
    house.playlist = [await song(220, 4), await song(330, 4)];
    const mixer = start();
    await playing(ears, '330 Hz');
    house.isLibraryAway = true;
    await end(mixer, 'SIGKILL');
    start();
    const before = ears.nowPlaying.length;
    await waitFor(() => ears.nowPlaying.slice(before).filter(({ nowPlaying }) => nowPlaying.tier === 'playlist').length >= 4, { timeoutMs: 30_000, what: 'four tracks' });
    expect(ears.nowPlaying.slice(before).every(({ nowPlaying }) => nowPlaying.tier === 'playlist')).toBe(true);
    ears.expectWhole();
  });

  it('skips one track for any number of clicks, at the sample it says', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60), await song(440, 60)];
    start();
    const { nowPlaying } = await waitFor(() => ears.nowPlaying.find((one) => one.nowPlaying.tier === 'playlist'), { timeoutMs: 20_000, what: 'music' });
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 3 * SECOND, { what: 'three seconds' });
    const skip = () => ask<SteeringReply>(mixerContract.skip, { channelId, userId: 'operator', expectedId: nowPlaying.track!.trackId });
    const answers = await Promise.allSettled([skip(), skip(), skip()]);
    const [reply] = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(reply!.appliesAtSample - reply!.nowSample).toBeLessThanOrEqual(24_000);
    await waitFor(() => ears.next! > reply!.appliesAtSample + 2 * SECOND, { what: 'what comes after' });
    expect(ears.nowPlaying.filter((one) => one.nowPlaying.tier === 'playlist')).toHaveLength(2);
    const other = nowPlaying.track!.name === '220 Hz' ? 440 : 220;
    expect(Math.abs(ears.hzAt(reply!.appliesAtSample + 960) - other)).toBeLessThan(8);
    expect(Math.abs(ears.hzAt(reply!.appliesAtSample - 960 - 9_600) - (660 - other))).toBeLessThan(8);
    await waitFor(() => ears.ended.length === 1, { what: 'the end of the track' });
    expect(ears.ended[0]).toMatchObject({ reason: 'skipped', trackId: nowPlaying.track!.trackId });
  });

  it('skips whatever is on the air for who expects nothing, and says so with null', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60)];
    start();
    await playing(ears, '220 Hz');
    const entry = house.request(await song(440, 60), channelId);
    await waitFor(async () => (await kv.get<StoredPlayhead>(kvKeys.playhead(channelId)))?.value.upcoming[0]?.entryId === entry.id, { timeoutMs: 10_000, what: 'the request ready' });
    const skip = () => ask<SteeringReply>(mixerContract.skip, { channelId, userId: 'operator', expectedId: null });
    await skip();
    await playing(ears, '440 Hz');
    await skip();
    await waitFor(() => ears.ended.find(({ entryId, reason }) => entryId === entry.id && reason === 'skipped'), { what: 'the end of the request' });
  });
});

describe('requests', () => {
  it('play after the running track, are told to the queue, and give way to the playlist', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6)];
    start();
    await playing(ears, '220 Hz');
    const entry = house.request(await song(440, 5), channelId);
    const { nowPlaying } = await playing(ears, '440 Hz');
    expect(nowPlaying).toMatchObject({ tier: 'requests', entryId: entry.id, requestedBy: 'guest:mia' });
    expect(house.started).toEqual([entry.id]);
    await waitFor(() => ears.ended.find(({ entryId }) => entryId === entry.id), { timeoutMs: 15_000, what: 'its end' });
    const playhead = await waitFor(async () => {
      const found = await kv.get<StoredPlayhead>(kvKeys.playhead(channelId));
      return found?.value.finishedEntryIds.includes(entry.id) === true ? found : undefined;
    });
    expect(playhead.value.item).toMatchObject({ tier: 'playlist', entryId: null });
    expect(largestStepDbfs(ears.pcm(nowPlaying.startedAtSample - SECOND))).toBeLessThan(-30);
  });

  it('do not play when the queue says at the last moment that they are gone', async () => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 6), await song(330, 6)];
    start();
    await waitFor(() => ears.nowPlaying.some(({ nowPlaying }) => nowPlaying.tier === 'playlist'), { timeoutMs: 20_000, what: 'music' });
    const gone = house.request(await song(440, 5), channelId);
    house.refuseStart.add(gone.id);
    await waitFor(() => ears.ended.length >= 1, { timeoutMs: 15_000, what: 'end of the first track' });
    expect(ears.nowPlaying.some(({ nowPlaying }) => nowPlaying.entryId === gone.id)).toBe(false);
    expect(ears.nowPlaying.at(-1)!.nowPlaying.tier).toBe('playlist');
    ears.expectWhole();
  });
});

describe('live', () => {
  it.each([['vorbis', 'ogg'], ['ogg-flac', 'ogg'], ['mp3', 'mp3']] as const)('%s cuts in, is told, and leaves to the next track', async (codec, format) => {
    const { channelId, ears, start } = await stage();
    house.playlist = [await song(220, 60), await song(330, 60)];
    start();
    const { nowPlaying: first } = await waitFor(() => ears.nowPlaying.find(({ nowPlaying }) => nowPlaying.tier === 'playlist'), { timeoutMs: 20_000, what: 'music' });
    await waitFor(() => ears.next! > first.startedAtSample + 3 * SECOND, { what: 'three seconds of it' });
    const file = path.join(music, `dj.${codec}`);
    await makeTone({ path: file, hz: 440, seconds: 20, dbfs: -12, format: codec });
    const bytes = readFileSync(file);
    const harbor = new Harbor(channelId, bytes, format);
    const [firstByteAt, beganAt] = [ears.next!, performance.now()];
    const sending = harbor.live(bytes.length / 20);
    const { nowPlaying } = await waitFor(() => ears.nowPlaying.find((one) => one.nowPlaying.tier === 'live'), { timeoutMs: 10_000, what: 'the DJ' });
    expect(performance.now() - beganAt).toBeLessThan(4_000);
    expect(nowPlaying.startedAtSample - firstByteAt).toBeLessThan((format === 'ogg' ? 3.7 : 2.7) * SECOND);
    expect(nowPlaying.dj).toMatchObject({ name: 'Mia', title: 'First song' });
    await kv.put(kvKeys.live(channelId), { ...harbor.session, title: 'Second song' });
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.dj?.title === 'Second song', { what: 'the new title' });
    await waitFor(() => ears.next! > nowPlaying.startedAtSample + 4 * SECOND, { what: 'four seconds of it' });
    expect(Math.abs(ears.hzAt(nowPlaying.startedAtSample + 3 * SECOND) - 440)).toBeLessThan(5);
    await harbor.hangUp();
    await sending;
    const after = await waitFor(() => ears.nowPlaying.findLast((one) => one.nowPlaying.tier === 'playlist' && one.nowPlaying.startedAtSample > nowPlaying.startedAtSample), { timeoutMs: 10_000, what: 'the next track' });
    expect(after.nowPlaying.dj).toBeNull();
    expect(after.nowPlaying.track!.name).not.toBe(first.track!.name);
    await waitFor(() => ears.next! > after.nowPlaying.startedAtSample + 3 * SECOND, { what: 'three seconds of that' });
    ears.expectWhole();
    const sound = ears.pcm(first.startedAtSample + 2.5 * SECOND);
    expect(deepestHoleDb(sound)).toBeLessThan(9);
    expect(largestStepDbfs(sound)).toBeLessThan(-30);
    expect(ears.ended[0]).toMatchObject({ reason: 'interrupted', trackId: first.track!.trackId });
  });

  it('is slowed down when it sends faster than it is heard', async () => {
    const { channelId, ears, start } = await stage();
    start();
    await waitFor(() => ears.heardSeconds > 1, { timeoutMs: 15_000, what: 'air' });
    const mp3 = path.join(music, 'fast.mp3');
    await makeTone({ path: mp3, hz: 440, seconds: 300, dbfs: -12, format: 'mp3' });
    const harbor = new Harbor(channelId, readFileSync(mp3), 'mp3');
    void harbor.live(Number.MAX_SAFE_INTEGER).catch(() => undefined);
    await waitFor(() => ears.nowPlaying.at(-1)?.nowPlaying.tier === 'live', { timeoutMs: 10_000, what: 'the DJ' });
    const from = ears.next!;
    await waitFor(() => ears.next! > from + 5 * SECOND, { what: 'five seconds of it' });
    // 300 s are 4.8 MB; what was taken is what was heard, 7 s of ring and what lies in pipes (128 kbit/s: 16 kB a second).
    expect(harbor.acked * 4_096).toBeLessThan(40 * 16_000);
    await harbor.hangUp();
  });
});

