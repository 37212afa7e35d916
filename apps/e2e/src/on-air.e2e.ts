import { OggDemuxer } from '@longwave/audio';
import { connectNats } from '@longwave/messaging';
import { listen, tone, waitFor } from '@longwave/testing';
import { request } from 'node:http';
import { expectSmooth, figures } from './support/figures';
import { beginJourney, isShort, type Journey, playlistAlone, trackId } from './support/journey';
import { musicFolder } from './support/music';
import { runTool } from './support/run-tool';

const trackSeconds = 14;
const music = [
  { title: 'Alpha', hz: 220, seconds: trackSeconds },
  { title: 'Bravo', hz: 277, seconds: trackSeconds, format: 'mp3' },
  { title: 'Charlie', hz: 330, seconds: trackSeconds, format: 'vorbis' },
  { title: 'Delta', hz: 392, seconds: trackSeconds, format: 'aac' },
  { title: 'Echo', hz: 466, seconds: trackSeconds, format: 'opus' },
] as const;

describe('a station on the air', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await beginJourney(await musicFolder(music));
    await playlistAlone(journey);
    await waitFor(async () => (await journey.api.get('/api/v1/library/search?query=')).body['total'] === music.length, { timeoutMs: 30_000, what: 'all tracks' });
  }, 180_000);
  afterAll(() => journey.station.stop());

  it('plays track after track in one endless Ogg stream, without gap or click', async () => {
    const capture = listen(journey.station.listenUrl('/radio'), { seconds: isShort ? 45 : 600 });
    const sound = await capture.done();
    expect(capture.closedAt).toBeUndefined();
    expect(sound.tones().filter(({ fromSeconds, toSeconds }) => toSeconds - fromSeconds > 3).length).toBeGreaterThanOrEqual(4);
    const smooth = expectSmooth(sound);

    const pages = new OggDemuxer().push(capture.bytes);
    expect(new Set(pages.map(({ serial }) => serial)).size).toBe(1);
    const validation = await runTool('oggz-validate', ['-'], capture.bytes);
    expect(validation.output.split('\n').filter((line) => line.trim() !== '' && !/missing \*\*\* eos|serialno|^-/i.test(line))).toEqual([]);
    const last = capture.arrivals.at(-1)?.at ?? 0;
    const kbps = (capture.byteCount * 8) / sound.seconds / 1000;
    expect(kbps).toBeGreaterThan(128 * 0.85);
    expect(kbps).toBeLessThan(128 * 1.15);
    expect(last - capture.startedAt).toBeGreaterThan((isShort ? 43 : 598) * 1000);
    figures({ seconds: (last - capture.startedAt) / 1000, 'kbit/s': kbps, ...smooth });
  }, 700_000);

  it('plays MP3 with titles that mpg123 finds clean', async () => {
    const capture = listen(journey.station.listenUrl('/radio.mp3'), { seconds: trackSeconds + 4, headers: { 'Icy-MetaData': '1' } });
    const sound = await capture.done();
    expect(sound.rmsDb()).toBeGreaterThan(-25);
    expect(capture.titles.length).toBeGreaterThanOrEqual(2);
    for (const { title } of capture.titles) expect(title).toMatch(/^Artist of \d+ - (Alpha|Bravo|Charlie|Delta|Echo)$/);
    const check = await runTool('mpg123', ['-q', '-t', '-'], capture.bytes);
    expect(check).toEqual({ code: 0, output: '' });
  }, 60_000);

  it('answers HEAD and Icecast clients in their form', async () => {
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      request(journey.station.listenUrl('/radio'), { method: 'HEAD', agent: false }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, ...response.headers });
      }).on('error', reject).end();
    });
    expect(headers).toMatchObject({ status: 200, 'content-type': expect.stringContaining('ogg'), 'icy-name': 'Longwave Radio', 'access-control-allow-origin': '*' });
    const status = (await (await fetch(journey.station.listenUrl('/status-json.xsl'))).json()) as { icestats: { source: { listenurl: string }[] } };
    expect(JSON.stringify(status.icestats.source)).toContain('/radio');
  });

  it('takes requests, refuses the fourth with the limit in words, and lets votes reorder', async () => {
    const { api, station } = journey;
    const [mia, ben] = [await api.guest(), await api.guest()];
    const add = async (who: typeof mia, title: string) => who.post('/api/v1/queue/1', { track_id: await trackId(api, title) });
    // What the playlist plays by itself would be taken for the request that is to come.
    const running = async () => (await api.get('/api/v1/now-playing/1')).body as unknown as { tier: string; track: { name: string } | null };
    await waitFor(async () => (await running()).track?.name !== 'Echo', { timeoutMs: 30_000, what: 'another song than Echo' });
    const capture = listen(station.listenUrl('/radio?burst=0'));
    // Two of the same name: an entry is a place of its own.
    for (const title of ['Alpha', 'Bravo', 'Charlie']) expect((await add(mia, title)).status).toBe(201);
    const fourth = await add(mia, 'Delta');
    expect(fourth.status).toBe(409);
    expect(fourth.body.error).toMatchObject({ code: 'QUEUE_LIMIT_REACHED', message: expect.stringContaining('3') });
    const echo = await add(ben, 'Echo');
    expect(echo.status).toBe(201);
    const queue = async () => ((await api.get('/api/v1/queue/1')).body['items'] as { id: string; position: number; votes: number; track: { name: string } }[]);
    const voted = await mia.post(`/api/v1/queue/1/${String(echo.body['id'])}/vote`, { value: 1 });
    expect(voted.body).toMatchObject({ votes: 1, position: 1 });
    expect((await queue())[0]).toMatchObject({ track: { name: 'Echo' }, votes: 1 });
    // Heard after the running one; nobody has to skip. Before that one it may have been played by the playlist, whose last
    // tones are heard seconds after they were told.
    await waitFor(async () => (await running()).tier === 'requests', { timeoutMs: 40_000, what: 'the first request on the air' });
    await capture.heard(tone(466), { timeoutMs: 10_000, from: performance.now() });
    const now = await api.get('/api/v1/now-playing/1');
    expect(now.body).toMatchObject({ tier: 'requests', track: { name: 'Echo' }, requested_by: expect.stringMatching(/^guest:/) });
    expect((await queue()).map(({ track }) => track.name)).not.toContain('Echo');
    const sound = await capture.stop();
    expectSmooth(sound);
  }, 90_000);

  it('talks to a plain NATS client as the user bot, which may ask and hear but not change', async () => {
    const { url, botUser, botPassword } = journey.station.nats;
    const bot = await connectNats({ url, user: botUser, password: botPassword, name: 'a bot' });
    const heard: string[] = [];
    bot.subscribe('evt.>', { callback: (_error, message) => void heard.push(message.subject) });
    const list = await bot.request('rpc.queue.v1.list', '{"channelId":1}', { timeout: 2000 });
    expect(list.json()).toMatchObject({ channelId: 1, items: expect.any(Array), total: expect.any(Number) });
    await expect(bot.request('rpc.mixer.v1.skip', '{"channelId":1,"userId":"bot"}', { timeout: 1000 })).rejects.toThrow();
    const guest = await journey.api.guest();
    await guest.post('/api/v1/queue/1', { track_id: await trackId(journey.api, 'Delta') });
    await waitFor(() => heard.includes('evt.queue.v1.entry-added.1'), { timeoutMs: 5000, what: 'the event' });
    await bot.close();
  }, 30_000);

  it('skips within half a second of sound, for operators only', async () => {
    const { api, operator, station } = journey;
    expect((await api.post('/api/v1/queue/1/skip')).status).toBe(401);
    expect((await (await api.guest()).post('/api/v1/queue/1/skip')).status).toBe(403);
    const before = (await api.get('/api/v1/now-playing/1')).body;
    const skipped = await operator.post('/api/v1/queue/1/skip');
    expect(skipped.status).toBe(200);
    const { applies_at_sample: applies, now_sample: now } = skipped.body as unknown as { applies_at_sample: number; now_sample: number };
    expect(Math.abs(applies - now)).toBeLessThanOrEqual(24_000);
    await waitFor(async () => (await api.get('/api/v1/now-playing/1')).body['started_at_sample'] !== before['started_at_sample'], { timeoutMs: 5000, what: 'another track' });
    expect(station.exitCode).toBeUndefined();
  }, 30_000);
});
