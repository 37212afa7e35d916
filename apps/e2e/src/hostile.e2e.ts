import { freePort, tone, waitFor } from '@longwave/testing';
import { SignJWT, UnsecuredJWT } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { Answer, Api } from './support/api';
import { type Fate, HostileMusic } from './support/hostile-music';
import { beginJourney, isShort, type Journey, playlistAlone, trackId } from './support/journey';
import { musicFolder } from './support/music';
import { rawGet, sendRaw } from './support/raw-http';
import { expectUnheard } from './support/unheard';

const secret = 'a secret that signs the tokens of this journey';
const signed = (token: SignJWT): Promise<string> => token.sign(new TextEncoder().encode(secret));
const claims = (audience: string, expires: string): SignJWT =>
  new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject('guest:0123456789ab').setIssuer('longwave').setAudience(audience).setIssuedAt().setJti(randomUUID()).setExpirationTime(expires);

let journey: Journey;
let folder: string;
let mediaPort: number;
let guest: Api;
beforeAll(async () => {
  folder = await musicFolder([{ title: 'Alpha', hz: 150, seconds: 20 }, { title: 'Bravo', hz: 205, seconds: 20 }]);
  mediaPort = await freePort();
  journey = await beginJourney(folder, { env: { JWT_SECRET: secret, LIBRARY_MEDIA_PORT: String(mediaPort) } });
  await playlistAlone(journey);
  guest = await journey.api.guest();
}, 180_000);
afterAll(() => journey.station.stop());

const codeOf = ({ status, body }: Answer): [number, string | undefined] => [status, body.error?.code];

describe('hostile files', () => {
  interface ImportStatus { is_scanning: boolean; found: number; done: number; refused: { path: string; code: string; message: string }[] }
  const importStatus = async (): Promise<ImportStatus> => (await journey.operator.get('/admin/library/import')).body as unknown as ImportStatus;

  it('are imported or refused with a reason, while the station plays on; and those imported are played', async () => {
    const hostile = new HostileMusic();
    await hostile.addBroken();
    await hostile.addOddNames();
    const truncatedHz = await hostile.addTruncated('Truncated');
    const coverHz = await hostile.addWithCover('Large Cover');
    const longHz = isShort ? undefined : await hostile.addThreeHours('Three Hours');
    const files = hostile.fates.size + 2;
    await expectUnheard(journey.station, async (capture) => {
      await hostile.putInto(folder);
      await journey.operator.post('/admin/library/scan');
      const status = await waitFor(async () => {
        const now = await importStatus();
        return !now.is_scanning && now.found === files && now.done === files ? now : undefined;
      }, { timeoutMs: isShort ? 60_000 : 240_000, everyMs: 250, what: `an import of ${files} files` });

      const { items } = (await journey.api.get('/api/v1/library/search?query=&limit=100')).body as unknown as { items: { name: string }[] };
      const fateOf = (name: string): Fate | undefined => {
        const refused = status.refused.find(({ path }) => path === name);
        if (refused) expect(refused.message).toMatch(/\w{3}/);
        const wanted = hostile.fates.get(name);
        if (wanted !== undefined && 'title' in wanted && items.some((track) => track.name === wanted.title)) return wanted;
        return refused && { code: refused.code };
      };
      expect([...hostile.fates.keys()].map((name) => [name, fateOf(name)])).toEqual([...hostile.fates]);

      const asked = [{ title: 'Truncated', hz: truncatedHz }, { title: 'Large Cover', hz: coverHz }, ...(longHz === undefined ? [] : [{ title: 'Three Hours', hz: longHz }])];
      for (const { title } of asked) expect((await guest.post('/api/v1/queue/1', { track_id: await trackId(journey.api, title) })).status).toBe(201);
      // One after another, each crossfading into the next: the truncated one breaks off in the middle of a frame.
      for (const { hz } of asked) await capture.heard(tone(hz), { timeoutMs: 40_000, from: performance.now() });
      const heardAt = performance.now();
      await waitFor(() => performance.now() - heardAt > 3_000, { what: 'the end of the last fade' });
    });
  }, isShort ? 150_000 : 480_000);

  it('give a cover of 20 MB in a size for a page', async () => {
    const { items } = (await journey.api.get('/api/v1/library/search?query=Large')).body as unknown as { items: { album_art_url: string | null }[] };
    const url = items[0]?.album_art_url;
    const cover = await fetch(new URL(url ?? 'no cover', journey.station.pageUrl('/')));
    expect(cover.status).toBe(200);
    expect(cover.headers.get('content-type')).toMatch(/^image\//);
    expect((await cover.arrayBuffer()).byteLength).toBeLessThan(5 * 1024 * 1024);
  }, 30_000);
});

describe('hostile requests', () => {
  it('are refused, each with its code, and not heard', async () => {
    const { api, operator, station } = journey;
    const id = await trackId(api, 'Alpha');
    const ask = (body: unknown, as = guest): Promise<Answer> => as.post('/api/v1/queue/1', body);
    await expectUnheard(station, async () => {
      expect(codeOf(await ask({ track_id: id, is_vip: true }))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await ask({ track_id: id, user_id: 'guest:aaaaaaaaaaaa' }))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await ask({ track_id: 7 }))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await ask([id]))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await ask(null))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await ask({ track_id: '../../etc/passwd' }))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await ask({ track_id: randomUUID() }))).toEqual([404, 'TRACK_NOT_FOUND']);
      expect(codeOf(await ask({ track_id: id, padding: 'x'.repeat(70_000) }))).toEqual([413, 'BODY_TOO_LARGE']);
      expect(codeOf(await operator.post('/admin/livestream/token', { max_streaming_seconds: '600' }))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await operator.call('PATCH', '/admin/channels/1', { crossfade_ms: 'long' }))).toEqual([400, 'BAD_REQUEST']);
      expect(codeOf(await api.get(`/api/v1/library/search?query=${'x'.repeat(8_000)}`))).toEqual([400, 'BAD_REQUEST']);
      for (const port of [station.ports.gateway, station.ports.edge]) expect([400, 414, 431]).toContain((await rawGet(port, `/radio?query=${'x'.repeat(100_000)}`)).status);

      const live = (await operator.post('/admin/livestream/token', { max_streaming_seconds: 600 })).body;
      const unsigned = new UnsecuredJWT({}).setSubject('guest:0123456789ab').setIssuer('longwave').setAudience('longwave-api').setIssuedAt().setJti('x').setExpirationTime('1h').encode();
      const tokens = {
        'for going live': String(live['token']), 'alg none': unsigned, 'of another audience': await signed(claims('longwave-live', '1h')),
        expired: await signed(claims('longwave-api', '-1s')), 'made up': 'a.b.c',
      };
      for (const [what, token] of Object.entries(tokens)) expect([what, ...codeOf(await ask({ track_id: id }, api.as(token)))]).toEqual([what, 401, 'TOKEN_INVALID']);
      expect(codeOf(await ask({ track_id: id }, api))).toEqual([401, 'UNAUTHENTICATED']);
      // The same secret and the right claims: it is the claims that are judged.
      expect((await ask({ track_id: id }, api.as(await signed(claims('longwave-api', '1h'))))).status).toBe(201);
      expect((await api.get('/health')).status).toBe(200);
    });
  }, 60_000);

  it.each([
    ['gateway', ['/../../etc/passwd', '/assets/../../../../etc/passwd', '/assets/..%2f..%2f..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/..%5c..%5cetc/passwd', '/docs/..%2f..%2fpackage.json', '/api/v1/library/covers/..%2f..%2fetc%2fpasswd', '/assets/%00', '//etc/passwd', '/.env', '/package.json']],
    ['edge', ['/../../etc/passwd', '/listeners/..%2f..%2fetc%2fpasswd', '/radio/../../etc/passwd', '//etc/passwd', '/%00', '/radio%2emp3%2f..%2f..']],
    ['media', ['/media/../../etc/passwd', '/media/..%2f..%2fetc%2fpasswd', '/covers/../../../etc/passwd', '/etc/passwd', `/media/${'0'.repeat(64)}`, `/covers/${'0'.repeat(64)}?signature=0`]],
  ] as const)('find no way out of the folders of the %s', async (door, targets) => {
    const port = door === 'media' ? mediaPort : journey.station.ports[door];
    for (const target of targets) {
      const { status, text } = await rawGet(port, target);
      expect([target, [400, 401, 403, 404].includes(status), /root:|"workspaces"/.test(text)]).toEqual([target, true, false]);
    }
  }, 30_000);

  it('of garbage are closed at every port, and a hundred idle encoders lock nobody out', async () => {
    const { station } = journey;
    const ports = [station.ports.gateway, station.ports.edge, station.ports.harbor];
    const hello = Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), randomBytes(505)]);
    const garbage = [randomBytes(100_000), hello, Buffer.from('PUT /live HTTP/1.1\r\nContent-Length: -1\r\n\r\n'), Buffer.from(`${'\r\n'.repeat(5_000)}nonsense\r\n\r\n`), Buffer.from(`GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(5_000)}\r\n`)];
    await expectUnheard(station, async () => {
      const idle = Array.from({ length: 100 }, () => {
        const at = performance.now();
        return new Promise<number>((resolve) => {
          const socket = connect(station.ports.harbor, '127.0.0.1');
          socket.on('error', () => socket.destroy());
          socket.on('data', () => undefined);
          socket.once('close', () => resolve(performance.now() - at));
        });
      });
      const answers = await Promise.all(ports.flatMap((port) => garbage.map((bytes, i) => sendRaw(port, bytes).then((answer) => ({ port, i, ...answer })))));
      expect(answers.filter(({ closedAfterMs }) => closedAfterMs === undefined)).toEqual([]);
      // 200 would be sound, or the page; a redirect may be.
      expect(answers.filter(({ port, text }) => port !== station.ports.gateway && /^HTTP\/1\.\d 2/.test(text))).toEqual([]);
      expect(Math.max(...(await Promise.all(idle)))).toBeLessThan(15_000);
      const put = await fetch(`http://127.0.0.1:${station.ports.harbor}/live`, { method: 'PUT', headers: { authorization: `Basic ${btoa('source:wrong')}`, 'content-type': 'audio/mpeg' }, body: 'x' });
      expect(put.status).toBe(401);
    });
    expect(station.exitCode).toBeUndefined();
    expect((await journey.api.get('/health')).status).toBe(200);
  }, 60_000);
});
