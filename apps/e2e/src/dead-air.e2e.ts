import { type Capture, Dj, listen, noise, silence, tone, waitFor } from '@longwave/testing';
import { beginJourney, isShort, type Journey, playlistAlone, trackId } from './support/journey';
import { MixerEvents } from './support/mixer-events';
import { addSilentTrack, musicFolder } from './support/music';

/** Limits shorter than by default, so that the journey is: files, DJs. */
const limits = { silence_limit_ms: 4_000, live_silence_limit_ms: 6_000, crossfade_ms: 1_000 };

/** What waits for long is left out of the short form. */
const atLength = (name: string, test: () => Promise<void>, timeoutMs: number): void => {
  if (!isShort) it(name, test, timeoutMs);
};

describe('dead air', () => {
  let journey: Journey;
  let events: MixerEvents;
  let capture: Capture;
  let dj: Dj | undefined;
  beforeAll(async () => {
    const folder = await musicFolder([{ title: 'Alpha', hz: 220, seconds: 200 }]);
    await addSilentTrack(folder, { title: 'Gap', hz: 330, toneSeconds: 3, silentSeconds: 15 });
    await addSilentTrack(folder, { title: 'Nothing', silentSeconds: 60 });
    journey = await beginJourney(folder);
    events = await MixerEvents.of(journey.station);
    await change(limits);
    await play('Alpha');
    await playlistAlone(journey);
  }, 120_000);
  beforeEach(async () => {
    capture = listen(journey.station.listenUrl('/radio?burst=0'));
    await waitFor(() => capture.byteCount > 0, { timeoutMs: 5_000, what: 'sound' });
  });
  afterEach(async () => {
    capture.hangUp();
    await dj?.cut();
    dj = undefined;
  });
  afterAll(async () => {
    await events.close();
    await journey.station.stop();
  });

  const change = async (settings: object) => expect((await journey.operator.call('PATCH', '/admin/channels/1', settings)).status).toBe(200);
  const mode = async (wanted: string) => expect((await journey.operator.put('/admin/channels/1/mode', { mode: wanted })).body).toEqual({ channel_id: 1, mode: wanted });
  const health = () => journey.api.get('/health');
  const token = async () => String((await journey.operator.post('/admin/livestream/token', { max_streaming_seconds: 600, dj_name: 'Mia' })).body['token']);
  const nowPlaying = async () => (await journey.api.get('/api/v1/now-playing/1')).body as { tier: string; track: { name: string } | null; dj: { name: string } | null };
  const isOnAir = (name: string) => waitFor(async () => (await nowPlaying()).track?.name === name, { timeoutMs: 15_000, what: `${name} on the air` });

  /** Makes a list of these titles the fallback, and has the first one on the air; of two, they take turns. */
  async function play(...titles: string[]): Promise<void> {
    const { body } = await journey.operator.post('/admin/channels/1/playlists', { name: titles.join(' and ') || 'nothing' });
    const ids = await Promise.all(titles.map((title) => waitFor(() => trackId(journey.api, title).catch(() => undefined), { timeoutMs: 20_000, what: title })));
    await journey.operator.put(`/admin/playlists/${String(body['playlist_id'])}/tracks`, { track_ids: ids });
    await change({ fallback_playlist_id: body['playlist_id'] });
    const [first] = titles;
    if (first === undefined) return;
    await waitFor(
      async () => {
        const { track } = await nowPlaying();
        if (track?.name === first) return true;
        await journey.operator.post('/admin/channels/1/skip');
        return false;
      },
      { timeoutMs: 20_000, everyMs: 1_000, what: `${first} on the air` },
    );
  }

  it('of a DJ: the playlist takes over, and gives him the air back when he sounds', async () => {
    const from = performance.now();
    dj = new Dj({ port: journey.station.ports.harbor, token: await token(), hz: 440, format: 'mp3', silentSeconds: 14 });
    let hasGone = false;
    void dj.gone.then(() => (hasGone = true));
    await waitFor(async () => (await nowPlaying()).tier === 'live', { timeoutMs: 10_000, what: 'the DJ on the air' });
    const started = await events.silence('started', 'live', { from });
    expect(started).toMatchObject({ channelId: 1, thresholdDbfs: -50, silentForMs: 6_020 });
    expect(started.rmsDb).toBeLessThan(-60);
    await capture.heard(tone(220), { from: started.at, timeoutMs: 8_000 });
    expect(await nowPlaying()).toMatchObject({ tier: 'playlist', dj: null });
    expect(await events.status()).toMatchObject({ tier: 'playlist', silences: { live: 1 } });
    expect((await events.status()).demotedLiveRmsDb).toBeLessThan(-60);
    const figures = await fetch(journey.station.pageUrl('/metrics')).then((answer) => answer.text());
    expect(figures).toMatch(/longwave_tier_rms_dbfs\{channel="1",tier="live"\} -\d/);
    expect(figures).toContain('longwave_silences_total{channel="1",where="live"} 1');
    expect((await health()).status).toBe(200);

    const ended = await events.silence('ended', 'live', { from, timeoutMs: 15_000 });
    expect(ended.rmsDb).toBeGreaterThan(-30);
    const back = await capture.heard(tone(440), { from: started.at, timeoutMs: 8_000 });
    // Half a second until it was believed, then the fade's beginning, then what an edge and a player hold.
    expect(back.at - ended.at).toBeLessThan(6_000);
    expect(await nowPlaying()).toMatchObject({ tier: 'live', dj: { name: 'Mia' } });
    expect(hasGone).toBe(false);
    const steadyFrom = performance.now();
    await waitFor(() => performance.now() - steadyFrom > 2_500, { timeoutMs: 5_000, what: 'the fade over' });
    await dj.cut();
    await capture.heard(tone(220), { from: performance.now() + 1_000, timeoutMs: 10_000 });
    const sound = await capture.stop();
    expect(capture.closedAt).toBeUndefined();
    expect(sound.largestStepDbfs()).toBeLessThan(-30);
    // Once the playlist has come out of the silence there is no hole up to the end.
    const silentAt = sound.firstHeard(silence()) ?? 0;
    const musicAt = sound.firstHeard(tone(220), silentAt) ?? 0;
    expect(musicAt - silentAt).toBeGreaterThan(3);
    expect(sound.slice(musicAt + 1.5).deepestHoleDb({ windowMs: 20 })).toBeLessThan(9);
  }, 90_000);

  it('of a track: it is left for the next one, with the reason', async () => {
    const from = performance.now();
    await play('Gap', 'Alpha');
    const started = await events.silence('started', 'playlist', { from });
    expect(started.silentForMs).toBe(4_020);
    await isOnAir('Alpha');
    const gap = await trackId(journey.api, 'Gap');
    const left = await waitFor(() => events.ended.find((event) => event.trackId === gap && event.at >= from), { timeoutMs: 8_000, what: 'the end of the track' });
    expect(left).toMatchObject({ reason: 'failed', message: 'it was silent for too long', entryId: null });
    await events.silence('ended', 'playlist', { from });
    await capture.heard(tone(220), { from: started.at, timeoutMs: 8_000 });
    expect((await capture.stop()).largestStepDbfs()).toBeLessThan(-30);
    expect((await health()).status).toBe(200);
  }, 60_000);

  atLength('that nothing takes over turns health red, and sound turns it green again', async () => {
    await change({ silence_limit_ms: 0 });
    const from = performance.now();
    await play('Gap', 'Alpha');
    const started = await events.silence('started', 'output', { from });
    expect(started).toMatchObject({ thresholdDbfs: -50, silentForMs: 10_020 });
    const red = await health();
    expect([red.status, red.body]).toMatchObject([503, { ok: false, channels: [{ tier: 'playlist', reason: 'what leaves the encoder is silent' }] }]);
    const ended = await events.silence('ended', 'output', { from });
    expect(ended.silentForMs).toBeGreaterThan(14_500);
    await waitFor(async () => (await health()).status === 200, { timeoutMs: 3_000, what: 'green health' });
    await change(limits);
    await isOnAir('Alpha');
  }, 60_000);

  atLength('that was asked for is digital silence and well; a DJ is heard in it, and music is back after it', async () => {
    await play('Alpha');
    await mode('paused');
    await waitFor(async () => (await events.status()).rmsDb === -200, { timeoutMs: 10_000, what: 'digital silence' });
    const pausedAt = performance.now();
    dj = new Dj({ port: journey.station.ports.harbor, token: await token(), hz: 440, format: 'vorbis' });
    await capture.heard(tone(440), { from: pausedAt, timeoutMs: 15_000 });
    expect((await nowPlaying()).tier).toBe('live');
    await dj.cut();
    const cutAt = performance.now();
    await waitFor(async () => (await nowPlaying()).tier === 'silence', { timeoutMs: 10_000, what: 'silence after the DJ' });
    await waitFor(() => performance.now() - cutAt > 13_500, { timeoutMs: 20_000, what: 'longer than an output may be silent' });
    expect(await health()).toMatchObject({ status: 200, body: { channels: [{ ok: true, tier: 'silence', reason: 'silence, as asked for' }] } });
    expect(events.silences.filter(({ where, at }) => where === 'output' && at > pausedAt)).toEqual([]);
    await mode('radio');
    await capture.heard(tone(220), { from: performance.now(), timeoutMs: 10_000 });
    expect((await health()).status).toBe(200);
    const sound = await capture.stop();
    expect(sound.largestStepDbfs()).toBeLessThan(-30);
    const djAt = sound.firstHeard(tone(440)) ?? 0;
    const after = sound.firstHeard(silence(), djAt) ?? 0;
    expect(sound.rmsDb(after + 1, after + 8)).toBeLessThan(-90);
  }, 90_000);

  it('of a whole playlist, or no playlist at all, is noise and never silence', async () => {
    const from = performance.now();
    await play('Nothing');
    await events.silence('started', 'playlist', { from });
    await capture.heard(noise(), { from, timeoutMs: 10_000 });
    expect((await nowPlaying()).tier).toBe('noise');
    await play();
    const emptyAt = performance.now();
    await waitFor(() => performance.now() - emptyAt > 3_000, { timeoutMs: 5_000, what: 'some seconds of it' });
    expect(await nowPlaying()).toMatchObject({ tier: 'noise', track: null });
    expect((await health()).status).toBe(200);
    const sound = await capture.stop();
    expect(Math.abs(sound.rmsDb(sound.seconds - 2) + 24.8)).toBeLessThan(1);
    expect(events.silences.filter(({ where, at }) => where === 'output' && at > from)).toEqual([]);
    await play('Alpha');
    await events.silence('ended', 'playlist', { from });
  }, 60_000);
});
