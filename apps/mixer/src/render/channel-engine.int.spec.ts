import { CHANNELS, deepestHoleDb, dominantFrequencyHz, goertzelDb, largestStepDbfs, rmsDb } from '@longwave/audio';
import { makeTone, tempFolder } from '@longwave/testing';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ChannelEngine } from './channel-engine';
import { HEARD_LATER_SAMPLES } from './durations';
import type { EngineEvent, EngineSettings } from './engine-events';
import { FULL_LEVEL } from './engine-mix';
import type { ResumedVoice } from './engine-mix';
import { FileSource } from './file-source';
import { LiveSource } from './live-source';
import type { PlayableItem } from './playable-item';

const folder = tempFolder('engine');
const SECOND = 48_000;
const HEARD_LATER = HEARD_LATER_SAMPLES;
const settings: EngineSettings = { crossfadeMs: 2_000, requestsInterrupt: false, silenceThresholdDbfs: -50, silenceLimitMs: 8_000, liveSilenceLimitMs: 20_000, isSilenceRequested: false };
const files = new Map<string, string>();

type SilenceEvent = Extract<EngineEvent, { type: 'silence-started' | 'silence-ended' }>;

async function toneFile(hz: number, seconds: number, dbfs = -12): Promise<string> {
  const name = `${hz}-${seconds}${dbfs}.wav`;
  if (!files.has(name)) {
    const file = path.join(folder, name);
    await makeTone({ path: file, hz, seconds, dbfs, format: 'wav' });
    files.set(name, file);
  }
  return files.get(name)!;
}

async function item(hz: number, seconds: number, extra: Partial<PlayableItem> = {}): Promise<PlayableItem> {
  return {
    key: randomUUID(), trackId: randomUUID(), entryId: null, tier: 'playlist', path: await toneFile(hz, seconds),
    format: 'wav', startMs: 0, endMs: seconds * 1000, gainDb: 0, ...extra,
  };
}

/** A file of 16 bits that holds nothing at all. */
const silentItem = async (seconds: number) => item(100, seconds, { path: await toneFile(100, seconds, -120) });

/** Renders faster than real time, waiting for decoders where the mixer would, and remembers what was told. */
class Studio {
  readonly events: EngineEvent[] = [];
  readonly notRun: string[] = [];
  readonly engine: ChannelEngine;
  decoders = 0;
  #pcm: Float32Array[] = [];

  constructor(options: { settings?: Partial<EngineSettings>; resume?: ResumedVoice[] } = {}) {
    this.engine = new ChannelEngine({
      firstSample: 0, settings: { ...settings, ...options.settings }, openFile: (one) => ((this.decoders += 1), new FileSource(one)),
      tell: (event) => this.events.push(event), tellNotRun: (message) => this.notRun.push(message), noiseSeed: 1, ...(options.resume ? { resume: options.resume } : {}),
    });
  }

  async run(seconds: number, eachFrame: (sample: number) => void = () => undefined): Promise<void> {
    const until = this.engine.nextSample + Math.round(seconds * SECOND);
    while (this.engine.nextSample < until) {
      this.engine.prepare();
      const deadline = performance.now() + 2_000;
      while ((this.engine.starvesWithin(960) || this.engine.isWaitingForNext) && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        this.engine.prepare();
      }
      eachFrame(this.engine.nextSample);
      this.#pcm.push(this.engine.render(960));
    }
  }

  pcm(fromSeconds = 0, toSeconds = Number.POSITIVE_INFINITY): Float32Array {
    const all = new Float32Array(this.#pcm.length * 1920);
    this.#pcm.forEach((piece, i) => all.set(piece, i * 1920));
    return all.subarray(Math.round(fromSeconds * SECOND) * CHANNELS, Math.min(all.length, Math.round(toSeconds * SECOND) * CHANNELS));
  }

  hz(atSeconds: number): number {
    return dominantFrequencyHz(this.pcm(atSeconds, atSeconds + 0.2));
  }

  of<T extends EngineEvent['type']>(type: T): Extract<EngineEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  }

  silences(type: SilenceEvent['type']): SilenceEvent[] {
    return this.events.filter((event): event is SilenceEvent => event.type === type);
  }

  /** Waits in real time for what decoders do by themselves. */
  async settle(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!condition() && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      this.engine.prepare();
    }
    expect(condition()).toBe(true);
  }
}

function toneBlock(hz: number, fromSample: number, frames: number, amplitude = 0.25): Float32Array {
  return Float32Array.from({ length: frames * 2 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * (fromSample + (i >> 1))) / SECOND));
}

/** A streamer of a tone, on the engine's own time. */
function fakeLive(hz: number, { pageSeconds = 0.02 } = {}) {
  let now = 0;
  let sent = 0;
  let callbacks: { onPcm: (pcm: Float32Array) => void; onEnd: (outcome: { status: 'ended'; frames: number; message: string }) => void };
  const source = new LiveSource((given) => {
    callbacks = given;
    return { pause: () => undefined, resume: () => undefined, stop: () => undefined };
  }, () => now);
  return {
    source,
    /** What arrives until this much of its time is over. */
    upTo(seconds: number, amplitude = 0.25) {
      now = seconds * 1000;
      const due = Math.round(Math.floor(seconds / pageSeconds) * pageSeconds * SECOND);
      if (due > sent) callbacks.onPcm(toneBlock(hz, sent, due - sent, amplitude));
      sent = Math.max(sent, due);
    },
    end: () => callbacks.onEnd({ status: 'ended', frames: sent, message: '' }),
  };
}

const studios: Studio[] = [];
function studio(options: ConstructorParameters<typeof Studio>[0] = {}): Studio {
  const made = new Studio(options);
  studios.push(made);
  return made;
}
afterEach(() => studios.splice(0).forEach((one) => one.engine.stop()));
afterAll(() => rmSync(folder, { recursive: true }));

/** The criterion of "no gap, no click", after the fade in at the very beginning. */
function expectSmooth(pcm: Float32Array): void {
  expect(deepestHoleDb(pcm)).toBeLessThan(9);
  expect(largestStepDbfs(pcm)).toBeLessThan(-30);
}

describe('files', () => {
  it('crossfades from one to the next, in time and without a hole or a click', async () => {
    const s = studio({ settings: { crossfadeMs: 2_000 } });
    const [a, b, c] = [await item(220, 6), await item(330, 6), await item(440, 6)];
    s.engine.setUpcoming([a, b, c]);
    await s.run(15);
    // Up to where the last one fades to noise, which has steps of its own.
    expectSmooth(s.pcm(3, 12));
    expect(s.of('on-air').map(({ sample }) => sample)).toEqual([0, 4, 8, 12].map((at) => HEARD_LATER + at * SECOND));
    expect(s.of('item-ended').map(({ item: one, reason, sample }) => [one.key, reason, sample])).toEqual([
      [a.key, 'ended', HEARD_LATER + 6 * SECOND], [b.key, 'ended', HEARD_LATER + 10 * SECOND], [c.key, 'ended', HEARD_LATER + 14 * SECOND],
    ]);
    expect(s.hz(3)).toBeCloseTo(220, -0.5);
    expect(s.hz(7)).toBeCloseTo(330, -0.5);
    expect(s.hz(11)).toBeCloseTo(440, -0.5);
  });

  it('lets nothing of a lower tier into a fade', async () => {
    const s = studio();
    s.engine.setUpcoming([await item(220, 6), await item(330, 6)]);
    await s.run(8);
    // All that is heard around the change is the two tones: what is left without them is far below noise (−24.8 dBFS).
    for (let at = 3.5; at < 6.5; at += 0.1) {
      const pcm = s.pcm(at, at + 0.1);
      const tones = [220, 330].reduce((power, hz) => power + 10 ** ((goertzelDb(pcm, hz) - 3.01) / 10), 0);
      expect(Math.abs(10 * Math.log10(tones) - rmsDb(pcm))).toBeLessThan(0.25);
    }
  });

  it('tells that the next is due 0.4 s before its fade, and takes another in its place until then', async () => {
    const s = studio();
    const [a, b, c] = [await item(220, 6), await item(330, 6), await item(440, 6)];
    s.engine.setUpcoming([a, b]);
    await s.run(5, () => {
      if (s.of('item-due').some((due) => due.item.key === b.key)) s.engine.setUpcoming([c]);
    });
    expect(s.of('item-due')[0]).toMatchObject({ sample: HEARD_LATER + 4 * SECOND });
    expect(s.of('on-air').at(-1)).toMatchObject({ onAir: { tier: 'playlist', item: { key: c.key } } });
    await s.run(3);
    expectSmooth(s.pcm(3));
  });

  it('plays files that are shorter than the fades', async () => {
    const s = studio({ settings: { crossfadeMs: 4_000 } });
    const items = [await item(220, 6), await item(330, 1), await item(262, 0.5), await item(440, 6)];
    s.engine.setUpcoming(items);
    await s.run(10);
    expectSmooth(s.pcm(3));
    expect(s.of('item-ended').map(({ item: one, reason }) => [one.key, reason])).toEqual(items.slice(0, 4).map((one) => [one.key, 'ended']).slice(0, s.of('item-ended').length));
    expect(s.of('item-ended').length).toBeGreaterThanOrEqual(3);
  });

  it('leaves out what cannot be decoded, with the reason, and plays the next thing', async () => {
    const bad = path.join(folder, 'bad.mp3');
    writeFileSync(bad, Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 251)));
    const empty = path.join(folder, 'empty.mp3');
    writeFileSync(empty, '');
    const s = studio();
    const [a, x, y, b] = [await item(220, 6), await item(1, 1, { path: bad, format: 'mp3' }), await item(1, 1, { path: empty, format: 'mp3' }), await item(330, 6)];
    s.engine.setUpcoming([a, x, y, b]);
    await s.run(8);
    expect(s.of('item-unplayable').map(({ item: one }) => one.key)).toEqual([x.key, y.key]);
    for (const event of s.of('item-unplayable')) expect(event.message).not.toBe('');
    expectSmooth(s.pcm(3));
    expect(s.hz(7)).toBeCloseTo(330, -0.5);
  });

  describe('while the machine cannot run a decoder', () => {
    const searchPath = process.env['PATH'];
    afterEach(() => (process.env['PATH'] = searchPath));
    /** As while ffmpeg's libraries are being upgraded. */
    function breakDecoders(): void {
      const programs = tempFolder('programs');
      writeFileSync(path.join(programs, 'ffmpeg'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
      process.env['PATH'] = programs;
    }

    /** Slowly enough for decoders to end while they are not waited for. */
    async function runSlowly(s: Studio, seconds: number): Promise<void> {
      for (let i = 0; i < seconds * 10; i += 1) {
        await s.run(0.1);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    it('keeps what comes, tries it now and then, and plays it when it can', async () => {
      const s = studio();
      const [a, wish, b] = [await item(220, 6), await item(440, 6, { tier: 'requests', entryId: randomUUID() }), await item(330, 6)];
      s.engine.setUpcoming([a]);
      await s.run(1);
      breakDecoders();
      const before = s.decoders;
      s.engine.setUpcoming([wish, b]);
      await runSlowly(s, 9);
      expect(s.of('item-unplayable')).toEqual([]);
      // The song plays to its end, then noise; no decoder more often than every 1.5 s, but for the first two.
      expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['playlist', 'noise']);
      expect(s.of('item-ended')).toMatchObject([{ item: { key: a.key }, reason: 'ended' }]);
      expect(s.decoders - before).toBeGreaterThanOrEqual(4);
      expect(s.decoders - before).toBeLessThanOrEqual(8);
      expect(s.notRun).toHaveLength(1);
      process.env['PATH'] = searchPath;
      await runSlowly(s, 8);
      expect(s.of('on-air').slice(2).map(({ onAir }) => 'item' in onAir && onAir.item.key)).toEqual([wish.key, b.key]);
      expect(s.of('item-unplayable')).toEqual([]);
    });

    it('plays what was decoded before, and what waits after it', async () => {
      const s = studio();
      const [a, b, wish] = [await item(220, 6), await item(330, 12), await item(440, 6, { tier: 'requests', entryId: randomUUID() })];
      s.engine.setUpcoming([a, b]);
      await s.run(2);
      await s.settle(() => s.engine.isNextReady);
      breakDecoders();
      s.engine.setUpcoming([wish, b]);
      await runSlowly(s, 4);
      process.env['PATH'] = searchPath;
      await runSlowly(s, 10);
      expect(s.of('on-air').map(({ onAir }) => 'item' in onAir && onAir.item.key)).toEqual([a.key, b.key, wish.key]);
      expectSmooth(s.pcm(3));
    });

    it('lets noise follow a silence that was asked for', async () => {
      const s = studio({ settings: { isSilenceRequested: true } });
      const next = await item(330, 6);
      breakDecoders();
      s.engine.setUpcoming([next]);
      await s.run(0.5);
      s.engine.setSettings(settings);
      await s.run(4);
      expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['noise']);
    });
  });

  it('fades over what is left of a file that ends before its time', async () => {
    const s = studio({ settings: { crossfadeMs: 10_000 } });
    s.engine.setUpcoming([await item(220, 6, { endMs: 60_000 }), await item(330, 6)]);
    await s.run(9);
    expectSmooth(s.pcm(3));
    expect(s.hz(7)).toBeCloseTo(330, -0.5);
  });

  it('goes to noise when nothing comes, and back to music at once', async () => {
    const s = studio();
    s.engine.setUpcoming([await item(220, 5)]);
    await s.run(9);
    expect(rmsDb(s.pcm(6, 8))).toBeCloseTo(-24.8, 0);
    s.engine.setUpcoming([await item(330, 6)]);
    await s.run(4);
    expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['playlist', 'noise', 'playlist']);
    expect(s.of('on-air')[2]!.sample - 9 * SECOND).toBeLessThan(1_000);
    expect(deepestHoleDb(s.pcm(3))).toBeLessThan(9);
    expect(s.hz(12)).toBeCloseTo(330, -0.5);
  });

  it('applies a gain, and a limiter to what would be too loud', async () => {
    const s = studio();
    s.engine.setUpcoming([await item(220, 6, { gainDb: -6 }), await item(330, 6, { gainDb: 18 })]);
    await s.run(9);
    expect(goertzelDb(s.pcm(2.5, 3.5), 220)).toBeCloseTo(-18, 0);
    expect(s.pcm(0).reduce((largest, sample) => Math.max(largest, Math.abs(sample)), 0)).toBeLessThanOrEqual(10 ** (-1 / 20));
  });

  it('goes on in the middle of a file as if nothing had been', async () => {
    const whole = await item(220, 8);
    const first = studio();
    first.engine.setUpcoming([whole]);
    await first.run(5);
    const second = studio({ resume: [{ what: { kind: 'file', item: { ...whole, startMs: 3_000 } }, fade: FULL_LEVEL, holdFrames: 0 }] });
    await second.run(2);
    const [was, is] = [first.pcm(3.1, 4.9), second.pcm(0.1, 1.9)];
    expect(is.reduce((worst, sample, i) => Math.max(worst, Math.abs(sample - was[i]!)), 0)).toBeLessThan(1e-4);
  });
});

describe('requests', () => {
  it('wait for the end of the running track', async () => {
    const s = studio();
    const [a, b, wish] = [await item(220, 6), await item(330, 6), await item(440, 6, { tier: 'requests', entryId: randomUUID() })];
    s.engine.setUpcoming([a, b]);
    await s.run(3);
    s.engine.setUpcoming([wish, b]);
    await s.run(5);
    expect(s.of('on-air')[1]).toMatchObject({ sample: HEARD_LATER + 4 * SECOND, onAir: { tier: 'requests' } });
    expectSmooth(s.pcm(3));
  });

  it('cut it short where the channel says so', async () => {
    const s = studio({ settings: { requestsInterrupt: true } });
    s.engine.setUpcoming([await item(220, 20)]);
    await s.run(3);
    s.engine.setUpcoming([await item(440, 6, { tier: 'requests' })]);
    await s.settle(() => s.engine.isNextReady);
    await s.run(4);
    expect(s.of('item-ended')[0]).toMatchObject({ reason: 'interrupted' });
    expect(s.hz(6.5)).toBeCloseTo(440, -0.5);
    expectSmooth(s.pcm(2.5));
  });
});

describe('skip', () => {
  it('is heard at the sample it tells, and within half a second', async () => {
    const s = studio();
    const [a, b] = [await item(220, 20), await item(440, 6)];
    s.engine.setUpcoming([a, b]);
    await s.run(4);
    const asked = s.engine.nextSample;
    expect(s.engine.skip(a.key)).toBe(true);
    await s.run(3);
    const [skipped] = s.of('skipped');
    expect(skipped!.sample - asked).toBeLessThanOrEqual(24_000);
    expect(s.of('item-ended')[0]).toMatchObject({ reason: 'skipped', item: { key: a.key } });
    // Before: the old tone alone. After: the new one alone.
    const at = (skipped!.sample - 312) / SECOND;
    expect(goertzelDb(s.pcm(at - 0.12, at - 0.02), 440)).toBeLessThan(-45);
    expect(goertzelDb(s.pcm(at + 0.02, at + 0.12), 220)).toBeLessThan(-45);
    expectSmooth(s.pcm(3));
  });

  it('skips one thing for one id, however often it is asked', async () => {
    const s = studio();
    const [a, b, c] = [await item(220, 20), await item(330, 20), await item(440, 20)];
    s.engine.setUpcoming([a, b, c]);
    await s.run(3);
    expect([s.engine.skip(a.key), s.engine.skip(a.key)]).toEqual([true, true]);
    await s.run(1);
    expect(s.engine.skip(a.key)).toBe(false);
    await s.run(1);
    expect(s.hz(4.5)).toBeCloseTo(330, -0.5);
  });

  it('in a crossfade waits for what comes next, rather than let noise be heard', async () => {
    const s = studio();
    const [a, b, c] = [await item(220, 12), await item(330, 60), await item(440, 60)];
    s.engine.setUpcoming([a, b, c]);
    await s.run(11);
    expect(s.engine.onAir).toMatchObject({ tier: 'playlist', item: { key: b.key } });
    expect(s.engine.skip(b.key)).toBe(true);
    await s.run(4);
    expect(s.engine.onAir).toMatchObject({ item: { key: c.key } });
    expect(s.of('on-air').map(({ onAir }) => onAir.tier)).not.toContain('noise');
    expectSmooth(s.pcm(3));
  });

  it('goes to noise when nothing can be ready in time', async () => {
    const s = studio();
    const a = await item(220, 20);
    s.engine.setUpcoming([a]);
    await s.run(3);
    s.engine.skip(a.key);
    await s.run(1);
    expect(s.engine.onAir).toEqual({ tier: 'noise' });
    expect(s.of('skipped')[0]!.sample).toBeLessThan(3.5 * SECOND + 24_000);
  });
});

describe('live', () => {
  it('comes in when it is ready, and leaves to the next track when it ends', async () => {
    const s = studio();
    const [a, b] = [await item(220, 60), await item(330, 60)];
    s.engine.setUpcoming([a, b]);
    await s.run(3);
    const dj = fakeLive(440, { pageSeconds: 1 });
    s.engine.offerLive('dj', dj.source);
    await s.run(8, (sample) => dj.upTo(sample / SECOND - 3));
    const [, live] = s.of('on-air');
    expect(live).toMatchObject({ onAir: { tier: 'live', sessionId: 'dj' } });
    expect(live!.sample / SECOND - 3).toBeLessThan(2.1);
    expect(s.of('item-ended')[0]).toMatchObject({ reason: 'interrupted', item: { key: a.key } });
    expect(s.hz(8)).toBeCloseTo(440, -0.5);
    dj.end();
    await s.run(5);
    expect(s.of('on-air')[2]).toMatchObject({ onAir: { tier: 'playlist', item: { key: b.key } } });
    expect(s.hz(15)).toBeCloseTo(330, -0.5);
    expectSmooth(s.pcm(3));
  });

  it('cuts in over noise', async () => {
    const s = studio();
    await s.run(3);
    const dj = fakeLive(440);
    s.engine.offerLive('dj', dj.source);
    await s.run(6, (sample) => dj.upTo(sample / SECOND - 3));
    expect(s.of('on-air')[0]!.sample / SECOND - 3).toBeLessThan(1.6);
    expect(s.hz(8)).toBeCloseTo(440, -0.5);
  });

  it('fades out when its line stalls and comes back with more in hand', async () => {
    const s = studio();
    s.engine.setUpcoming([await item(220, 60), await item(330, 60)]);
    await s.run(2.5);
    const dj = fakeLive(440);
    s.engine.offerLive('dj', dj.source);
    const start = 2.5;
    await s.run(5, (sample) => dj.upTo(sample / SECOND - start));
    await s.settle(() => s.engine.isNextReady);
    // Three seconds of nothing, then what was held up comes at once.
    await s.run(3);
    expect(s.engine.onAir).toMatchObject({ tier: 'playlist' });
    await s.run(8, (sample) => dj.upTo(sample / SECOND - start));
    expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['playlist', 'live', 'playlist', 'live']);
    expectSmooth(s.pcm(2.5));
  });

  it('is demoted while it is silent for too long, and comes back with its sound', async () => {
    const s = studio({ settings: { liveSilenceLimitMs: 3_000 } });
    s.engine.setUpcoming([await item(220, 60), await item(330, 60)]);
    await s.run(2.5);
    // Whole cycles in each arrival: the tone itself ends and begins without a step.
    const dj = fakeLive(450);
    s.engine.offerLive('dj', dj.source);
    await s.run(5, (sample) => dj.upTo(sample / SECOND - 2.5));
    await s.settle(() => s.engine.isNextReady);
    await s.run(8, (sample) => dj.upTo(sample / SECOND - 2.5, 0));
    expect(s.engine.onAir).toMatchObject({ tier: 'playlist' });
    expect(s.engine.levels).toMatchObject({ tier: expect.closeTo(-15, 0), demotedLive: -200 });
    await s.run(5, (sample) => dj.upTo(sample / SECOND - 2.5));
    expect(s.engine.onAir).toMatchObject({ tier: 'live' });
    expect(s.engine.levels.demotedLive).toBeUndefined();
    expect(largestStepDbfs(s.pcm(2.5))).toBeLessThan(-30);
    expect(s.silences('silence-started')).toEqual([expect.objectContaining({ place: 'live', rmsDb: -200, silentForMs: 3_020 })]);
    const [ended] = s.silences('silence-ended');
    expect(ended).toMatchObject({ place: 'live', silentForMs: expect.closeTo(8_500, -2) });
    // Back with the usual readiness, and in time: nothing of the silence that he sent meanwhile is left to be heard.
    expect(s.of('on-air').at(-1)!.sample - ended!.sample).toBeLessThan(1.2 * SECOND);
  });

  it('does not come back for a click', async () => {
    const s = studio({ settings: { liveSilenceLimitMs: 2_000 } });
    s.engine.setUpcoming([await item(220, 60), await item(330, 60)]);
    await s.run(2.5);
    const dj = fakeLive(450);
    s.engine.offerLive('dj', dj.source);
    await s.run(10, (sample) => dj.upTo(sample / SECOND - 2.5, sample % (2 * SECOND) === 0 ? 0.5 : 0));
    expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['playlist', 'live', 'playlist']);
    expect(s.silences('silence-ended')).toEqual([]);
    dj.end();
    await s.run(3);
    // Who has left is silent no more.
    expect(s.silences('silence-ended')).toEqual([expect.objectContaining({ place: 'live', rmsDb: -200 })]);
  });

  it('leaves at once when its time is up, however much of it is in hand, and does not come back', async () => {
    const s = studio();
    s.engine.setUpcoming([await item(220, 60), await item(330, 60)]);
    await s.run(2.5);
    const dj = fakeLive(440);
    s.engine.offerLive('dj', dj.source);
    // Six seconds ahead of what is heard.
    await s.run(5, (sample) => dj.upTo(sample / SECOND - 2.5 + 6));
    await s.settle(() => s.engine.isNextReady);
    s.engine.cutLive('dj');
    await s.run(3);
    expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['playlist', 'live', 'playlist']);
    expect(goertzelDb(s.pcm(8.1, 9.1), 440)).toBeLessThan(-60);
    expectSmooth(s.pcm(2.5));
  });

  it('lets go of one that ends before it was ready', async () => {
    const s = studio();
    await s.run(1);
    const dj = fakeLive(440);
    s.engine.offerLive('dj', dj.source);
    dj.upTo(0.5);
    dj.end();
    await s.run(3);
    expect(s.of('on-air')).toEqual([]);
  });
});

describe('a silent file', () => {
  it('is left for the next one, with the reason', async () => {
    const s = studio({ settings: { silenceLimitMs: 3_000 } });
    const [dead, b] = [await silentItem(30), await item(330, 30)];
    s.engine.setUpcoming([dead, b]);
    await s.run(8);
    expect(s.of('item-ended')).toEqual([expect.objectContaining({ item: dead, reason: 'failed', message: 'it was silent for too long' })]);
    const [first, second] = s.of('on-air');
    expect(second!.sample - first!.sample).toBe(3 * SECOND + 960);
    expect(s.silences('silence-started')).toEqual([expect.objectContaining({ place: 'playlist', silentForMs: 3_020 })]);
    expect(s.silences('silence-ended')).toEqual([expect.objectContaining({ place: 'playlist', rmsDb: expect.any(Number) })]);
    expect(s.hz(7)).toBeCloseTo(330, -0.5);
    expect(largestStepDbfs(s.pcm(3))).toBeLessThan(-30);
  });

  it('is soft music where its gain makes it so', async () => {
    const s = studio({ settings: { silenceLimitMs: 3_000 } });
    const path = await toneFile(330, 12, -58);
    s.engine.setUpcoming([await item(330, 12, { path, gainDb: 12 })]);
    await s.run(8);
    expect(s.silences('silence-started')).toEqual([]);
  });

  it('is followed by noise rather than by another silent one, and music is back when there is some', async () => {
    const s = studio({ settings: { silenceLimitMs: 3_000 } });
    const [dead, dead2, b] = [await silentItem(30), await silentItem(31), await item(330, 30)];
    s.engine.setUpcoming([dead, dead2, b]);
    await s.run(5.9);
    expect(s.engine.onAir).toEqual({ tier: 'noise' });
    // At its full level two seconds after it began, and on for at least the limit.
    const noiseFrom = s.of('on-air')[1]!.sample / SECOND;
    expect(noiseFrom).toBeLessThan(4.5);
    await s.run(4);
    expect(rmsDb(s.pcm(noiseFrom + 2, noiseFrom + 2.8))).toBeCloseTo(-24.8, 0);
    expect(s.of('item-unplayable')).toEqual([expect.objectContaining({ item: dead2, message: 'it was silent for too long' })]);
    expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['playlist', 'noise', 'playlist']);
    expect(s.hz(9.5)).toBeCloseTo(330, -0.5);
    expect(s.silences('silence-ended')).toHaveLength(1);
  });
});

describe('a silent output', () => {
  it('is told after ten seconds, unless it was asked for', async () => {
    const s = studio({ settings: { silenceLimitMs: 0 } });
    s.engine.setUpcoming([await silentItem(30), await item(330, 30)]);
    await s.run(13);
    const [started, ...more] = s.silences('silence-started');
    expect(more).toEqual([]);
    expect(started).toMatchObject({ place: 'output', silentForMs: 10_020, rmsDb: expect.any(Number) });
    expect(s.engine.levels.outputSilentForMs).toBeGreaterThan(10_000);
    s.engine.setSettings({ ...settings, silenceLimitMs: 0, isSilenceRequested: true });
    await s.run(12);
    expect(s.silences('silence-ended')).toEqual([expect.objectContaining({ place: 'output' })]);
    expect(s.silences('silence-started')).toHaveLength(1);
    expect(s.engine.levels).toMatchObject({ output: -200, outputSilentForMs: 0, tier: -200 });
  });
});

describe('silence on request', () => {
  it('gives way to a streamer, and is there again when he has left', async () => {
    const s = studio({ settings: { isSilenceRequested: true } });
    s.engine.setUpcoming([await item(220, 60)]);
    await s.run(2);
    const dj = fakeLive(440);
    s.engine.offerLive('dj', dj.source);
    await s.run(6, (sample) => dj.upTo(sample / SECOND - 2));
    expect(s.hz(7)).toBeCloseTo(440, -0.5);
    dj.end();
    await s.run(5);
    expect(s.of('on-air').map(({ onAir }) => onAir.tier)).toEqual(['live', 'silence']);
    expect(s.pcm(12, 13).every((sample) => sample === 0)).toBe(true);
    expect(largestStepDbfs(s.pcm(0))).toBeLessThan(-30);
  });

  it('is digital silence, and ends with the next item', async () => {
    const s = studio();
    s.engine.setUpcoming([await item(220, 60), await item(330, 60)]);
    await s.run(3);
    s.engine.setSettings({ ...settings, isSilenceRequested: true });
    await s.run(4);
    expect(s.pcm(5.5, 7).every((sample) => sample === 0)).toBe(true);
    s.engine.setSettings(settings);
    await s.run(3);
    expect(s.hz(9.5)).toBeCloseTo(330, -0.5);
    expect(largestStepDbfs(s.pcm(2.5))).toBeLessThan(-30);
  });
});
