import { type ListenersChanged, edgeContract, eventSubject } from '@longwave/contracts';
import { waitFor } from '@longwave/testing';
import { EdgeStage } from './testing/edge-stage';

jest.setTimeout(60_000);

let stage: EdgeStage;
beforeAll(async () => {
  stage = await EdgeStage.open({ EDGE_MAX_LISTENERS: '40', SERVICE_INSTANCE: 'test' });
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

describe('the HTTP side', () => {
  it('serves HTTP/1.0 on a bare socket', async () => {
    const { slug } = await stage.onAir();
    const client = stage.say(`GET /${slug} HTTP/1.0\r\n\r\n`);
    await waitFor(() => client.heard().length > 50_000, { what: 'sound' });
    const text = client.heard().toString('latin1');
    expect(text).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
    const body = client.heard().subarray(text.indexOf('\r\n\r\n') + 4);
    expect(body.subarray(0, 4).toString()).toBe('OggS');
    client.socket.destroy();
  });

  it('answers HEAD with the headers alone, ignores Range, and lets any page ask', async () => {
    const { slug } = await stage.onAir();
    const head = await fetch(stage.url(`/${slug}.mp3`), { method: 'HEAD', headers: { Range: 'bytes=0-1' } });
    expect([head.status, head.headers.get('content-type'), head.headers.get('icy-br')]).toEqual([200, 'audio/mpeg', '128']);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    const preflight = await fetch(stage.url(`/${slug}`), { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, expect.stringContaining('Icy-MetaData')]);
    const ranged = stage.listen(`/${slug}`, { headers: { Range: 'bytes=100-' } });
    await waitFor(() => ranged.byteCount > 0, { what: 'sound' });
    expect(ranged.status).toBe(200);
    ranged.hangUp();
  });

  it.each([
    ['an unknown mount', 'GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'NOT_FOUND'],
    ['another method', 'POST /ch1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc', 405, 'METHOD_NOT_ALLOWED'],
    ['a listener id that is none', 'GET /ch1?listener=../etc HTTP/1.1\r\n\r\n', 400, 'BAD_REQUEST'],
    ['TLS', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 0, 0x0d, 0x0a, 0x0d, 0x0a]), 400, 'BAD_REQUEST'],
    ['a head without end', `GET /ch1 HTTP/1.1\r\nX: ${'y'.repeat(20_000)}`, 431, 'BAD_REQUEST'],
    ['an address that cannot be read', 'GET //[ HTTP/1.1\r\n\r\n', 400, 'BAD_REQUEST'],
  ])('refuses %s', async (_name, text, status, code) => {
    await stage.onAir();
    const client = stage.say(text);
    await waitFor(client.isClosed, { what: 'end of the answer' });
    const answer = client.heard().toString();
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ error: { code } });
  });

  it('tells its state as Icecast does', async () => {
    const { slug, mixer } = await stage.onAir();
    mixer.tell('Night Ferry', 'Ann', 1);
    const capture = stage.listen(`/${slug}`);
    await waitFor(() => capture.byteCount > 0, { what: 'sound' });
    type Status = { icestats: { source: Record<string, unknown> | Record<string, unknown>[] } };
    const one = await waitFor(async () => {
      const answer = (await (await fetch(stage.url(`/status-json.xsl?mount=/${slug}`))).json()) as Status;
      return (answer.icestats.source as { title?: string }).title === 'Night Ferry' ? answer : undefined;
    });
    expect(one.icestats.source).toMatchObject({ artist: 'Ann', listeners: 1, listener_peak: 1, listenurl: `http://127.0.0.1:${stage.port}/${slug}`, server_type: 'audio/ogg', subtype: 'Opus', dummy: null });
    const all = (await (await fetch(stage.url('/status-json.xsl'))).json()) as Status;
    expect(Array.isArray(all.icestats.source)).toBe(true);
    const none = (await (await fetch(stage.url('/status-json.xsl?mount=/nowhere'))).json()) as Status;
    expect(none.icestats).toMatchObject({ dummy: null });
    expect(none.icestats.source).toBeUndefined();
    capture.hangUp();
  });

  it('turns away who comes when it is full', async () => {
    const { slug } = await stage.onAir();
    await waitFor(() => stage.edge.hub.size === 0, { what: 'empty house' });
    const crowd = Array.from({ length: 40 }, () => stage.listen(`/${slug}`));
    await waitFor(() => stage.edge.hub.size === 40, { what: 'full house' });
    const refused = await fetch(stage.url(`/${slug}`));
    expect([refused.status, await refused.json()]).toEqual([503, { error: expect.objectContaining({ code: 'TOO_MANY_LISTENERS' }) }]);
    for (const capture of crowd) capture.hangUp();
    await waitFor(() => stage.edge.hub.size === 0, { what: 'empty house' });
    expect((await fetch(stage.url(`/${slug}`), { method: 'HEAD' })).status).toBe(200);
  });
});

describe('on NATS', () => {
  it('tells how many listen', async () => {
    const { slug, channelId } = await stage.onAir();
    const told: ListenersChanged[] = [];
    stage.station.subscribe(eventSubject(edgeContract.listenersChanged, channelId), { callback: (_error, message) => void told.push(message.json()) });
    await stage.station.flush();
    const pair = [stage.listen(`/${slug}`), stage.listen(`/${slug}`)];
    await waitFor(() => told.some((one) => one.listeners === 2), { what: 'count of 2' });
    for (const capture of pair) capture.hangUp();
    await waitFor(() => told.at(-1)?.listeners === 0, { what: 'count of 0' });
    expect(told[0]).toMatchObject({ channelId, edgeId: 'test-edge' });
    expect(told.map(({ rev }) => rev)).toEqual([...told.map(({ rev }) => rev)].sort((a, b) => a - b));
  });

  it('tells a mixer where to go on', async () => {
    const { channelId, mixer } = await stage.onAir();
    const services = stage.services;
    // Its time limit of 0.3 s is for a mixer in a hurry; a busy machine may miss it once.
    const position = await waitFor(() => services.call(edgeContract.getStreamPosition, { channelId }).catch(() => undefined), { timeoutMs: 5_000, what: 'an answer' });
    expect(position.timelineId).toBe(mixer.timelineId);
    expect(mixer.nextSample - position.nextSample).toBeLessThanOrEqual(2 * 4_800);
    await expect(services.call(edgeContract.getStreamPosition, { channelId: 999 })).rejects.toMatchObject({ code: 'CHANNEL_NOT_ON_AIR' });
    const sound = await waitFor(() => services.call(edgeContract.getRecentSound, { channelId }).catch(() => undefined), { timeoutMs: 5_000, what: 'the sound' });
    expect(sound.packets.length).toBeGreaterThan(50);
    expect(sound.endSample).toBeLessThanOrEqual(sound.nextSample);
    expect(sound.dueSample).toBeGreaterThanOrEqual(sound.nextSample);
    // On filler there is no sound to tell, but a position.
    mixer.die();
    await waitFor(() => stage.edge.channels.byId(channelId)?.recentSound === undefined, { timeoutMs: 10_000, what: 'filler' });
    const atFiller = await waitFor(() => services.call(edgeContract.getRecentSound, { channelId }).catch(() => undefined), { timeoutMs: 5_000, what: 'the position' });
    expect(atFiller).toEqual({
      channelId, timelineId: mixer.timelineId, nextSample: mixer.nextSample, dueSample: expect.any(Number), endSample: mixer.nextSample, packets: [],
    });
    // As much is due by now as programme is late before filler takes its place.
    expect(atFiller.dueSample - atFiller.nextSample).toBeGreaterThanOrEqual(96_000);
    await expect(services.call(edgeContract.getRecentSound, { channelId: 999 })).rejects.toMatchObject({ code: 'CHANNEL_NOT_ON_AIR' });
  });
});
