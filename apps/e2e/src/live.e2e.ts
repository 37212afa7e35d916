import { type Capture, Dj, listen, liveFormats, tone, waitFor } from '@longwave/testing';
import { EncoderLine } from './support/encoder-line';
import { expectSmooth, figures } from './support/figures';
import { beginJourney, isShort, type Journey, playlistAlone } from './support/journey';
import { musicFolder } from './support/music';

const music = [
  { title: 'Alpha', hz: 220, seconds: 120 },
  { title: 'Bravo', hz: 277, seconds: 120 },
];
const all = Object.keys(liveFormats) as (keyof typeof liveFormats)[];
/** From the first byte of sound that the encoder sends until a listener hears it: Ogg comes a second at a time. */
const limitsMs = { vorbis: 4_000, opus: 4_000, flac: 4_000, mp3: 3_000, aac: 3_000 };
/** For a machine that does other things as well. */
const BUSY_MS = 300;
const formats = isShort ? all.filter((format) => format === 'vorbis' || format === 'mp3') : all;

describe('a DJ', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await beginJourney(await musicFolder(music));
    await playlistAlone(journey);
  }, 180_000);
  afterAll(() => journey.station.stop());

  const token = async (seconds = 600) =>
    String((await journey.operator.post('/admin/livestream/token', { max_streaming_seconds: seconds, dj_name: 'Mia' })).body['token']);
  const nowPlaying = async () => (await journey.api.get('/api/v1/now-playing/1')).body as { tier: string; dj: { name: string } | null };
  const heardPlaylist = (capture: Capture, from: number) =>
    Promise.any([220, 277].map((hz) => capture.heard(tone(hz), { from, timeoutMs: 20_000 })));

  it.each(formats)('is heard live with %s, and the playlist again after a kill -9, without gap or click', async (format) => {
    const capture = listen(journey.station.listenUrl('/radio?burst=0'));
    await heardPlaylist(capture, 0);
    const line = await EncoderLine.open(journey.station.ports.harbor);
    const dj = new Dj({ port: line.port, token: await token(), hz: 440, format });
    // As a listener hears it: once it is the strongest tone, which is half a second into the fade.
    const heard = await capture.heard(tone(440), { from: performance.now(), timeoutMs: 20_000 });
    line.close();
    expect(heard.at - (line.firstByteAt ?? Number.NEGATIVE_INFINITY)).toBeLessThan(limitsMs[format] + BUSY_MS);
    expect(await nowPlaying()).toMatchObject({ tier: 'live', dj: { name: 'Mia' } });
    const cutAt = performance.now();
    await dj.cut();
    await heardPlaylist(capture, cutAt + 500);
    await waitFor(async () => (await nowPlaying()).dj === null, { timeoutMs: 5_000, what: 'the DJ gone from now-playing' });
    const sound = await capture.stop();
    expect(capture.closedAt).toBeUndefined();
    const smooth = expectSmooth(sound);
    figures({ 'heard after, ms': heard.at - (line.firstByteAt ?? Number.NaN), ...smooth });
  }, 90_000);

  it('is refused with a bad token, with a used-up one, and while another is on the air', async () => {
    const put = (password: string) =>
      fetch(`http://127.0.0.1:${journey.station.ports.harbor}/live`, {
        method: 'PUT',
        headers: { authorization: `Basic ${Buffer.from(`source:${password}`).toString('base64')}`, 'content-type': 'application/ogg' },
        body: 'OggS',
      }).then((response) => response.status);
    expect(await put('not a token')).toBe(401);
    const first = await token();
    const dj = new Dj({ port: journey.station.ports.harbor, token: first, hz: 440, format: 'mp3' });
    await waitFor(async () => (await nowPlaying()).tier === 'live', { timeoutMs: 15_000, what: 'the first DJ' });
    expect(await put(await token())).toBe(409);
    await dj.hangUp();
    await waitFor(async () => (await nowPlaying()).tier !== 'live', { timeoutMs: 15_000, what: 'the end of the first DJ' });
    // Long enough that it is used up before it expires, at twice its time.
    const short = await token(6);
    const brief = new Dj({ port: journey.station.ports.harbor, token: short, hz: 440, format: 'mp3' });
    await brief.gone;
    expect(await put(short)).toBe(403);
  }, 90_000);

  it('that sends faster than real time is slowed, not buffered without end', async () => {
    const dj = new Dj({ port: journey.station.ports.harbor, token: await token(), hz: 440, format: 'mp3', realTime: false, seconds: 600 });
    await waitFor(async () => (await nowPlaying()).tier === 'live', { timeoutMs: 15_000, what: 'the DJ on the air' });
    let ended = false;
    void dj.gone.then(() => (ended = true));
    const since = performance.now();
    await waitFor(() => performance.now() - since > 8_000, { timeoutMs: 10_000, what: 'eight seconds' });
    // Ten minutes of tone take ffmpeg about two seconds to make, if nobody slows it.
    expect(ended).toBe(false);
    await dj.cut();
  }, 60_000);
});
