import { tone, waitFor } from '@longwave/testing';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { EdgeStage, wholePages } from './testing/edge-stage';

const execute = promisify(execFile);

jest.setTimeout(60_000);

let stage: EdgeStage;
beforeAll(async () => {
  stage = await EdgeStage.open({});
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

describe('the Ogg mount', () => {
  it('gives sound at once, then an endless valid stream', async () => {
    const { slug } = await stage.onAir();
    const capture = stage.listen(`/${slug}`);
    await waitFor(() => capture.byteCount > 50_000, { what: 'burst' });
    expect(capture.arrivals[0]!.at - capture.startedAt).toBeLessThan(200);
    expect(capture.status).toBe(200);
    expect(capture.headers).toMatchObject({ 'content-type': 'audio/ogg', connection: 'close', 'icy-br': '128', 'icy-genre': 'Various', 'access-control-allow-origin': '*' });
    expect(capture.headers['transfer-encoding']).toBeUndefined();
    expect(Buffer.from(String(capture.headers['icy-name']), 'latin1').toString()).toBe(`Tëst ${slug}`);
    await waitFor(() => performance.now() - capture.startedAt > 5_000, { what: '5 s' });
    const bytes = wholePages(capture.bytes);
    const sound = await capture.stop();
    expect(capture.closedAt).toBeUndefined();
    expect(await stage.oggComplaints(bytes)).toEqual(['missing *** eos']);
    expect(capture.complaints).toBe('');
    expect(sound.seconds).toBeGreaterThan(7.5);
    expect(sound.slice(0.1).tones()).toMatchObject([{ hz: expect.closeTo(440, 0) }]);
    expect(sound.deepestHoleDb()).toBeLessThan(1);
    expect(sound.largestStepDbfs()).toBeLessThan(-30);
    // Once a second, not more often, when the start is over.
    const late = capture.arrivals.filter(({ at }) => at - capture.startedAt > 2_000).map(({ at }) => Math.round((at - capture.startedAt) / 1_000));
    expect(new Set(late).size).toBeGreaterThanOrEqual(late.length - 2);
  });

  it('gives the newest every 100 ms with ?burst=0', async () => {
    const { slug, mixer } = await stage.onAir();
    const capture = stage.listen(`/${slug}?burst=0`);
    await waitFor(() => capture.arrivals.length > 12, { what: 'pieces' });
    mixer.hz = 300;
    const changedAt = performance.now();
    const { at } = await capture.heard(tone(300), { from: changedAt });
    expect(at - changedAt).toBeLessThan(1_500);
    expect(capture.byteCount).toBeLessThan(80_000);
    capture.hangUp();
  });

  it('tells a listener’s place on the channel’s count', async () => {
    const { slug, mixer } = await stage.onAir();
    const id = randomUUID();
    const capture = stage.listen(`/${slug}?listener=${id}`);
    await waitFor(() => capture.byteCount > 0, { what: 'sound' });
    const newest = mixer.nextSample;
    const answer = await fetch(stage.url(`/listeners/${id}`));
    const place = (await answer.json()) as { timeline_id: string; first_sample: number };
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(place.timeline_id).toBe(mixer.timelineId);
    expect((newest - place.first_sample) / 48_000).toBeGreaterThan(3.8);
    expect((newest - place.first_sample) / 48_000).toBeLessThan(4.6);
    capture.hangUp();
    await waitFor(async () => (await fetch(stage.url(`/listeners/${id}`))).status === 404, { what: '404 after the listener left' });
    expect(await (await fetch(stage.url(`/listeners/${randomUUID()}`))).json()).toMatchObject({ error: { code: 'LISTENER_NOT_FOUND' } });
  });

  it('gives native players titles in a chain of links, sample by sample', async () => {
    const { slug, mixer } = await stage.onAir();
    mixer.tell('One', 'Ann', 1);
    const capture = stage.listen(`/${slug}`, { headers: { 'Icy-MetaData': '1', 'User-Agent': 'Lavf/59.27.100' } });
    await waitFor(() => capture.byteCount > 50_000, { what: 'burst' });
    mixer.tell('Two', 'Bob', 2);
    await waitFor(() => capture.bytes.includes('TITLE=Two'), { what: 'second title' });
    await waitFor(() => performance.now() - capture.startedAt > 4_000, { what: '4 s' });
    const bytes = wholePages(capture.bytes);
    const sound = await capture.stop();
    expect(bytes.includes('ARTIST=Bob')).toBe(true);
    expect(await stage.oggComplaints(bytes)).toEqual(['missing *** eos']);
    expect(sound.slice(0.1).tones()).toHaveLength(1);
    expect(sound.deepestHoleDb()).toBeLessThan(1);
    expect(sound.largestStepDbfs()).toBeLessThan(-24);
  });
});

describe('the MP3 mount', () => {
  it('decodes clean, with titles, for the first listener and for later ones', async () => {
    const { slug, mixer } = await stage.onAir();
    mixer.tell('Night Ferry', "The 'Longwave' Band", 1);
    const first = stage.listen(`/${slug}.mp3`, { headers: { 'Icy-MetaData': '1' } });
    await waitFor(() => first.byteCount > 40_000, { what: 'burst' });
    expect(first.arrivals.find(({ offset, bytes }) => offset + bytes > 16_000)!.at - first.startedAt).toBeLessThan(1_000);
    expect(first.headers).toMatchObject({ 'content-type': 'audio/mpeg', 'icy-metaint': '16000', 'icy-br': '128' });
    const second = stage.listen(`/${slug}.mp3`);
    await waitFor(() => second.byteCount > 50_000, { what: 'burst for the second' });
    expect(second.arrivals[0]!.at - second.startedAt).toBeLessThan(200);
    mixer.tell('Daybreak', 'Ann', 2);
    await waitFor(() => first.titles.some(({ title }) => title === 'Ann - Daybreak'), { what: 'second title' });
    expect(first.titles[0]).toMatchObject({ title: "The 'Longwave' Band - Night Ferry" });
    for (const capture of [first, second]) {
      expect(await stage.toolSays('mpg123', ['-q', '--no-resync', '-t'], capture.bytes)).toBe('');
      const sound = await capture.stop();
      expect(sound.slice(0.2).tones()).toMatchObject([{ hz: expect.closeTo(440, 0) }]);
      expect(sound.slice(0.1).deepestHoleDb()).toBeLessThan(1);
    }
  });

  it('starts another encoder when one dies, on the same sockets', async () => {
    const { slug, channelId } = await stage.onAir();
    const capture = stage.listen(`/${slug}.mp3`);
    await waitFor(() => capture.byteCount > 50_000, { what: 'burst' });
    const { stdout } = await execute('pgrep', ['-P', String(process.pid), '-f', 'libmp3lame']);
    for (const pid of stdout.trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
    await waitFor(() => stage.edge.channels.byId(channelId)?.mp3.isEncoding === false, { what: 'its death' });
    await waitFor(() => stage.edge.channels.byId(channelId)?.mp3.isEncoding === true, { what: 'another encoder' });
    const before = capture.byteCount;
    await waitFor(() => capture.byteCount > before + 32_000, { what: 'more sound' });
    expect(capture.closedAt).toBeUndefined();
    expect((await capture.stop()).slice(0.2).tones()).toHaveLength(1);
  });
});
