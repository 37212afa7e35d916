import { Dj, listen, noise, tone, waitFor } from '@longwave/testing';
import { figures } from './support/figures';
import { beginJourney, type Journey, playlistAlone, trackId } from './support/journey';
import { addTrack, musicFolder } from './support/music';

describe('the tiers', () => {
  let journey: Journey;
  let folder: string;
  beforeAll(async () => {
    folder = await musicFolder([{ title: 'Request', hz: 330, seconds: 14 }, { title: 'Playlist', hz: 220, seconds: 25 }]);
    journey = await beginJourney(folder);
    await playlistAlone(journey);
  }, 180_000);
  afterAll(() => journey.station.stop());

  it('end in order: DJ, request, playlist, noise; and music brings the playlist back', async () => {
    const { api, operator, station } = journey;
    const playlist = (await operator.post('/admin/channels/1/playlists', { name: 'One song' })).body;
    const setTracks = (ids: string[]) => operator.put(`/admin/playlists/${String(playlist['playlist_id'])}/tracks`, { track_ids: ids });
    expect((await setTracks([await trackId(api, 'Playlist')])).status).toBe(200);
    expect((await operator.call('PATCH', '/admin/channels/1', { fallback_playlist_id: playlist['playlist_id'] })).status).toBe(200);

    const capture = listen(station.listenUrl('/radio?burst=0'));
    const token = String((await operator.post('/admin/livestream/token', { max_streaming_seconds: 600 })).body['token']);
    const dj = new Dj({ port: station.ports.harbor, token, hz: 440, format: 'vorbis' });
    await capture.heard(tone(440), { timeoutMs: 20_000 });
    const guest = await api.guest();
    expect((await guest.post('/api/v1/queue/1', { track_id: await trackId(api, 'Request') })).status).toBe(201);
    let from = performance.now();
    await dj.cut();
    await capture.heard(tone(330), { timeoutMs: 20_000, from });
    from = performance.now();
    await capture.heard(tone(220), { timeoutMs: 30_000, from });
    expect((await setTracks([])).status).toBe(200);
    from = performance.now();
    await capture.heard(noise(), { timeoutMs: 60_000, from });
    await waitFor(async () => (await api.get('/api/v1/now-playing/1')).body['tier'] === 'noise', { timeoutMs: 5_000, what: 'noise told' });
    await waitFor(() => performance.now() - from > 4_000, { timeoutMs: 10_000, what: 'some seconds of noise' });

    await addTrack(folder, { title: 'New', hz: 392, seconds: 20 });
    await operator.post('/admin/library/scan');
    const id = await waitFor(() => trackId(api, 'New').catch(() => undefined), { timeoutMs: 80_000, what: 'the new track' });
    expect((await setTracks([id])).status).toBe(200);
    from = performance.now();
    await capture.heard(tone(392), { timeoutMs: 20_000, from });
    const sound = await capture.stop();
    expect(capture.closedAt).toBeUndefined();

    const noiseAt = sound.firstHeard(noise());
    expect(noiseAt).toBeDefined();
    // Two seconds in the fade to it is over.
    const noiseDbfs = sound.rmsDb((noiseAt ?? 0) + 2, (noiseAt ?? 0) + 3.5);
    expect(Math.abs(noiseDbfs + 24.8)).toBeLessThan(1);
    const hole = sound.deepestHoleDb({ windowMs: 20 });
    expect(hole).toBeLessThan(9);
    // White noise has steps of its own, also while it fades in for two seconds; the changes before it have none.
    const step = sound.slice(0, (noiseAt ?? 0) - 3).largestStepDbfs();
    expect(step).toBeLessThan(-30);
    figures({ 'noise, dBFS RMS': noiseDbfs, 'deepest hole, dB': hole, 'largest step before it, dBFS': step });
  }, 240_000);
});
