import { readTimecode, timecodeRuns } from '@longwave/audio';
import { connectNats } from '@longwave/messaging';
import { BusRecord, CommonPages, CrowdSound, Dj, type Fault, makeTimecode, MixerFleet, SteadyListener, tempFolder, trackSlips, waitFor } from '@longwave/testing';
import type { NatsConnection } from '@nats-io/nats-core';
import path from 'node:path';
import { beginJourney, type Journey, playlistAlone } from './support/journey';

/** Files whose place can be read in what is heard, one in each band; short, so that one fades into the other soon. */
const trackSeconds = 16;
const crossfadeSeconds = 4;
/** A standby counts silence once it has been connected for 2 s, and needs a second to start. */
const settledMs = 4_000;

async function codedMusic(): Promise<string> {
  const folder = tempFolder('music');
  for (const band of ['low', 'high'] as const) {
    await makeTimecode({ path: path.join(folder, `${band}.flac`), band, seconds: trackSeconds, tags: { title: band, artist: 'Time' } });
  }
  return folder;
}

async function passed(ms: number): Promise<void> {
  const since = performance.now();
  await waitFor(() => performance.now() - since > ms, { timeoutMs: ms + 5_000, what: `${ms} ms` });
}

describe('a mixer that goes', () => {
  let journey: Journey;
  let connection: NatsConnection;
  let fleet: MixerFleet;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    journey = await beginJourney(await codedMusic(), { env: { MIXERS: '2' } });
    ends.unshift(() => journey.station.stop());
    const { url, user, password } = journey.station.nats;
    connection = await connectNats({ url, user, password, name: 'e2e' });
    ends.unshift(() => connection.close());
    fleet = new MixerFleet(journey.station, connection, 2);
    ends.unshift(() => fleet.stop());
    await playlistAlone(journey);
  }, 180_000);
  afterAll(async () => {
    for (const end of ends) await end();
  });

  /** Lets listeners record while something is done, and gives what they heard. */
  async function whileHeard(work: () => Promise<void>): Promise<{ heard: CrowdSound; bus: BusRecord; listeners: SteadyListener[] }> {
    const bus = new BusRecord(connection, 1);
    const [common, monitored] = [new CommonPages(), new CommonPages()];
    // What is sent first was on the bus before: the record must hold it.
    await waitFor(() => bus.messages.length > 50, { what: 'five seconds of frames' });
    const players = Array.from({ length: 8 }, () => new SteadyListener(journey.station.listenUrl('/radio'), common));
    const monitors = [1, 2].map(() => new SteadyListener(journey.station.listenUrl('/radio?burst=0'), monitored));
    await passed(2_000);
    await work();
    await passed(5_000);
    for (const listener of [...players, ...monitors]) listener.stop();
    for (const { leastBufferSeconds } of players) expect(leastBufferSeconds).toBeGreaterThan(0);
    return { heard: await CrowdSound.of(monitored, bus), bus, listeners: [...players, ...monitors] };
  }

  function expectUnnoticed({ heard, listeners }: { heard: CrowdSound; listeners: SteadyListener[] }, coded: { low?: number; high?: number }): void {
    expect(listeners.flatMap(({ faults }) => faults)).toEqual([]);
    expect(heard.foreign.filter(({ fillerPackets }) => fillerPackets > 0)).toEqual([]);
    expect(trackSlips(heard.sound.pcm, coded).filter(({ kind, jumpSeconds }) => kind !== 'jump' || Math.abs(jumpSeconds) > 0.02)).toEqual([]);
    const step = { dbfs: heard.sound.largestStepDbfs(), atSeconds: heard.sound.largestStepAt() };
    expect(step.dbfs > -30 ? step : 'no click').toBe('no click');
    expect(heard.sound.holes({ windowMs: 20 }).map(({ atSeconds, depthDb }) => ({ atSeconds, depthDb }))).toEqual([]);
  }

  async function endOwner(signal: NodeJS.Signals): Promise<Fault> {
    const fault = await fleet.signalOwner(signal);
    await fleet.allBack(fault);
    await passed(settledMs);
    return fault;
  }

  /** Where the next track has begun to fade in, half way. */
  async function inCrossfade(): Promise<void> {
    const nowPlaying = async (): Promise<Record<string, unknown>> => (await journey.api.get('/api/v1/now-playing/1')).body;
    const halfWay = async (): Promise<boolean> => {
      const { sample, started_at_sample } = await nowPlaying();
      const seconds = (Number(sample) - Number(started_at_sample)) / 48_000;
      return seconds > crossfadeSeconds * 0.4 && seconds < crossfadeSeconds * 0.6;
    };
    await waitFor(halfWay, { timeoutMs: trackSeconds * 1000 + 5_000, everyMs: 50, what: 'a crossfade' });
  }

  it('by kill -9, within a crossfade too, and by SIGTERM is not heard: not a sample missing or repeated', async () => {
    const record = await whileHeard(async () => {
      await endOwner('SIGKILL');
      await inCrossfade();
      await endOwner('SIGKILL');
      await endOwner('SIGTERM');
    });
    expectUnnoticed(record, { low: trackSeconds, high: trackSeconds });
    const takeovers = record.bus.takeovers();
    expect(takeovers).toHaveLength(3);
    for (const { silentMs } of takeovers) expect(silentMs).toBeLessThan(1_900);
    expect(record.bus.stragglers()).toEqual([]);
  }, 120_000);

  it('while a DJ is live is not heard either: he goes on where he was', async () => {
    const { body } = await journey.operator.post('/admin/livestream/token', { max_streaming_seconds: 600, dj_name: 'Mia' });
    const file = path.join(tempFolder('dj'), 'dj.flac');
    await makeTimecode({ path: file, band: 'high', seconds: 190 });
    const dj = new Dj({ port: journey.station.ports.harbor, token: String(body['token']), file, format: 'mp3' });
    const isLive = async (): Promise<boolean> => (await journey.api.get('/api/v1/now-playing/1')).body['tier'] === 'live';
    await waitFor(isLive, { timeoutMs: 20_000, what: 'the DJ on the air' });
    await passed(3_000);
    const record = await whileHeard(async () => void (await endOwner('SIGKILL')));
    expect(await isLive()).toBe(true);
    await dj.cut();
    expect(record.bus.takeovers()).toHaveLength(1);
    // The playlist under him would be one more place in the code.
    expectUnnoticed(record, { high: 0 });
    expect(timecodeRuns(readTimecode(record.heard.sound.pcm, 'low'))).toEqual([]);
  }, 90_000);
});
