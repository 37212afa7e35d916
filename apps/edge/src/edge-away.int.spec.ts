import { OggDemuxer } from '@longwave/audio';
import { encodeResendReply, mediaSubjects } from '@longwave/contracts';
import { tone, waitFor } from '@longwave/testing';
import { EdgeStage, wholePages } from './testing/edge-stage';

jest.setTimeout(60_000);

let stage: EdgeStage;
beforeAll(async () => {
  stage = await EdgeStage.open({});
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

describe('when the mixer is away', () => {
  it('keeps every socket open and the count running, and comes back without a click', async () => {
    const { slug, mixer } = await stage.onAir();
    const capture = stage.listen(`/${slug}`);
    const monitor = stage.listen(`/${slug}?burst=0`);
    await waitFor(() => capture.byteCount > 50_000, { what: 'burst' });
    mixer.die();
    await waitFor(async () => ((await (await fetch(stage.url('/health'))).json()) as { channels: { slug: string; sound: string }[] }).channels.find((one) => one.slug === slug)?.sound === 'filler', { what: 'filler' });
    await waitFor(() => performance.now() - capture.startedAt > 5_500, { what: 'silence of the mixer' });
    mixer.succeed();
    const backAt = performance.now();
    await monitor.heard(tone(440), { from: backAt });
    await waitFor(() => performance.now() - backAt > 3_000, { what: '3 s of programme' });
    const [bytes, sound] = [wholePages(capture.bytes), await capture.stop()];
    expect([capture.closedAt, monitor.closedAt]).toEqual([undefined, undefined]);
    monitor.hangUp();
    expect(await stage.oggComplaints(bytes)).toEqual(['missing *** eos']);
    const granules = new OggDemuxer().push(bytes).map((page) => Number(page.granule)).filter((granule) => granule > 0);
    granules.slice(1).forEach((granule, i) => expect(granule - granules[i]!).toBeLessThanOrEqual(4_800));
    expect(sound.largestStepDbfs()).toBeLessThan(-30);
    expect(sound.tones().at(-1)).toMatchObject({ hz: expect.closeTo(440, 0) });
    expect(sound.seconds).toBeGreaterThan(9);
  });

  // The longer one is over when a question put while the line was down would still be waited for.
  it.each([700, 1_700])('is not heard when NATS is away for %d ms', async (awayMs) => {
    const { slug, mixer } = await stage.onAir();
    const capture = stage.listen(`/${slug}`);
    await waitFor(() => capture.byteCount > 50_000, { what: 'burst' });
    await stage.nats.kill9();
    const downAt = performance.now();
    await waitFor(() => performance.now() - downAt > awayMs, { what: 'the time away' });
    await stage.nats.restart();
    // The longer time leaves little in hand: a server that took long to start was away for longer than can go unheard.
    const goesUnheard = awayMs < 1_000 || performance.now() - downAt < awayMs + 400;
    const sent = mixer.nextSample;
    await waitFor(() => (stage.edge.channels.byId(mixer.channelId)?.timeline.received?.nextSample ?? 0) > sent + 96_000, { what: 'programme again' });
    await waitFor(() => performance.now() - capture.startedAt > 6_000, { what: '6 s' });
    const sound = await capture.stop();
    expect(capture.closedAt).toBeUndefined();
    if (goesUnheard) expect(sound.deepestHoleDb()).toBeLessThan(1);
    expect(sound.largestStepDbfs()).toBeLessThan(-30);
  });
});

describe('an edge that was cut off', () => {
  it('is so no more once anybody answers it, and be it with nothing', async () => {
    const { mixer, channelId } = await stage.onAir();
    // Its mixer is gone, and a successor has nothing to send again yet.
    mixer.die();
    let asked = 0;
    const successor = stage.station.subscribe(mediaSubjects.resend, {
      callback: (_error, message) => {
        if (message.json<{ channelId: number }>().channelId !== channelId) return;
        asked += 1;
        message.respond(encodeResendReply([]));
      },
    });
    const timeline = () => stage.edge.channels.byId(channelId)?.timeline;
    try {
      await stage.nats.kill9();
      await waitFor(() => timeline()?.isCutOff === true, { what: 'that it knows' });
      const askedBefore = asked;
      await stage.nats.restart();
      await waitFor(() => asked > askedBefore && timeline()?.isCutOff === false, { what: 'that it is back' });
    } finally {
      successor.unsubscribe();
    }
  });

  it('asks again at once where those who hear it are not the owner', async () => {
    const { mixer, channelId } = await stage.onAir();
    mixer.die();
    const askedAt: number[] = [];
    const other = stage.station.subscribe(mediaSubjects.resend, {
      callback: (_error, message) => {
        if (message.json<{ channelId: number }>().channelId === channelId) askedAt.push(performance.now());
      },
    });
    try {
      await stage.nats.kill9();
      await waitFor(() => stage.edge.channels.byId(channelId)?.timeline.isCutOff === true, { what: 'that it knows' });
      askedAt.length = 0;
      await stage.nats.restart();
      await waitFor(() => askedAt.length >= 3, { what: 'three questions' });
      // One at a time would be a second apart, the limit of each.
      expect(askedAt[2]! - askedAt[0]!).toBeLessThan(1_500);
    } finally {
      other.unsubscribe();
    }
  });
});
