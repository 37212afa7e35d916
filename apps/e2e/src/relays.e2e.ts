import { type TestIcecast, listen, startIcecast, tone, waitFor } from '@longwave/testing';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beginJourney, type Journey, playlistAlone } from './support/journey';
import { musicFolder } from './support/music';

interface Relay {
  relay_id: string;
  target: string;
  state: { status: string; connected_since: string | null; last_error: string | null; titles_sent: number; bytes_sent: number };
}

describe('an operator’s relays', () => {
  let journey: Journey;
  let icecast: TestIcecast;
  beforeAll(async () => {
    icecast = await startIcecast();
    journey = await beginJourney(await musicFolder([{ title: 'Alpha', hz: 220, seconds: 120 }]), { env: { EGRESS_ALLOW: `127.0.0.1:${icecast.port}` } });
    await playlistAlone(journey);
  }, 180_000);
  afterAll(async () => {
    await journey.station.stop();
    await icecast.stop();
  });

  const add = (mount: string, format: string, host = `127.0.0.1:${icecast.port}`) =>
    journey.operator.post('/admin/relays', { channel_id: 1, format, target: `icecast://source:${icecast.sourcePassword}@${host}${mount}` });
  /** Icecast's listeners hear the programme. */
  async function isHeard(mount: string): Promise<void> {
    const capture = listen(`${icecast.url}${mount}`);
    try {
      await capture.heard(tone(220), { timeoutMs: 15_000 });
    } finally {
      capture.hangUp();
    }
  }
  const all = async () => (await journey.operator.get('/admin/relays')).body['items'] as Relay[];
  const isConnected = (id: string) => waitFor(async () => (await all()).find(({ relay_id, state }) => relay_id === id && state.status === 'connected'), { what: 'a relay that is fed', timeoutMs: 20_000 });

  it('are fed with both formats, also after the edge was killed, and never tell the password', async () => {
    const made = [await add('/radio.ogg', 'opus'), await add('/radio.mp3', 'mp3')];
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    const ids = made.map(({ body }) => String(body['relay_id']));
    for (const id of ids) expect((await isConnected(id)).target).toMatch(/^icecast:\/\/source:\*\*\*@127\.0\.0\.1:\d+\/radio\.(ogg|mp3)$/);
    for (const mount of ['/radio.ogg', '/radio.mp3']) await isHeard(mount);
    await waitFor(async () => (await icecast.status())['/radio.mp3']?.['title'] === 'Artist of 220 - Alpha', { what: 'the title' });

    const before = journey.station.kill9('edge');
    await journey.station.newPid('edge', before);
    // What the dead edge told may still stand, so Icecast is asked.
    await waitFor(async () => icecast.log().split('Source logging in').length - 1 >= 4 && Object.keys(await icecast.status()).length === 2, { what: 'both mounts again', timeoutMs: 20_000 });
    for (const id of ids) await isConnected(id);
    for (const mount of ['/radio.ogg', '/radio.mp3']) await isHeard(mount);

    expect((await add('/other', 'mp3', '127.0.0.1:9')).status).toBe(201);
    await waitFor(async () => (await all()).some(({ state }) => state.last_error?.includes('EGRESS_ALLOW')), { what: 'the refusal', timeoutMs: 20_000 });
    expect((await add('/radio.ogg', 'mp3')).body.error).toMatchObject({ code: 'RELAY_TARGET_TAKEN' });
    const logs = path.join(journey.station.dataDir, 'logs');
    const told = JSON.stringify(await all()) + journey.station.output + readdirSync(logs).map((name) => readFileSync(path.join(logs, name), 'utf8')).join('');
    expect(told).toContain('a relay is fed');
    expect(told).not.toContain(icecast.sourcePassword);

    expect((await journey.operator.call('PATCH', `/admin/relays/${ids[0]}`, { enabled: false })).body).toMatchObject({ enabled: false });
    expect((await journey.operator.call('DELETE', `/admin/relays/${ids[1]}`)).status).toBeLessThan(300);
    await waitFor(async () => Object.keys(await icecast.status()).length === 0, { what: 'the end of both' });
  }, 120_000);

  it('are for operators alone', async () => {
    expect((await journey.api.get('/admin/relays')).status).toBe(401);
    expect((await (await journey.api.guest()).get('/admin/relays')).status).toBe(403);
  });
});
