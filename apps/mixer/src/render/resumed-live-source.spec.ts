import { LiveSource } from './live-source';
import { ResumedLiveSource } from './resumed-live-source';
import type { LivePlaceFound } from './resumed-live-source';

const SECOND = 48_000;

/** A tone that rises, so that each place sounds like no other. */
function rising(fromFrame: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames * 2 }, (_, i) => {
    const seconds = (fromFrame + (i >> 1)) / SECOND;
    return 0.25 * Math.sin(2 * Math.PI * (200 * seconds + 15 * seconds ** 2));
  });
}

/** A streamer whose last second heard ended at 6 s of his sound, and whose bytes are decoded again from 3 s on. */
function resume({ heard = rising(5 * SECOND, SECOND) } = {}) {
  let give: (pcm: Float32Array) => void = () => undefined;
  const source = new LiveSource(({ onPcm }) => {
    give = onPcm;
    return { pause: () => undefined, resume: () => undefined, stop: () => undefined };
  }, () => 0);
  const found: LivePlaceFound[] = [];
  const resumed = new ResumedLiveSource({ heard, fromEndFrames: -4_248, aheadFrames: SECOND }, (how) => found.push(how));
  let decoded = 3 * SECOND;
  return {
    resumed, source, found,
    decode(frames: number) {
      give(rising(decoded, frames));
      decoded += frames;
    },
  };
}

/** Looks every 5 ms, and has `arrive` called every 25 ms. @returns when it was settled */
function lookUntilSettled({ resumed }: ReturnType<typeof resume>, fromMs: number, arrive: (nowMs: number) => void = () => undefined): number {
  for (let now = fromMs; now < fromMs + 3_000; now += 5) {
    if (now % 25 === 0) arrive(now);
    resumed.look(now);
    if (!resumed.isPending) return now - fromMs;
  }
  return Number.POSITIVE_INFINITY;
}

describe('a streamer in the hands of another mixer', () => {
  it('goes on at the very frame', () => {
    const one = resume();
    expect(one.resumed).toMatchObject({ isPending: true, wantsSource: true, availableFrames: 0, hasEnded: false });
    one.resumed.begin(one.source);
    one.decode(4 * SECOND);
    expect(lookUntilSettled(one, 1_000)).toBeLessThan(200);
    expect(one.found).toEqual([{ score: expect.closeTo(1, 2) as number, skippedFrames: 3 * SECOND - 4_248 }]);
    const out = new Float32Array(1_920);
    expect(one.resumed.read(out)).toBe(960);
    expect(out).toEqual(rising(6 * SECOND - 4_248, 960));
  });

  it('does not wait for an encoder to be silent that sends all the time', () => {
    const one = resume();
    one.resumed.begin(one.source);
    one.decode(4 * SECOND);
    expect(lookUntilSettled(one, 1_000, () => one.decode(1_200))).toBeLessThan(200);
  });

  it('waits while what was kept is still being decoded', () => {
    const one = resume();
    one.resumed.begin(one.source);
    one.decode(100);
    const settledMs = lookUntilSettled(one, 1_000, (now) => {
      if (now < 1_400) one.decode(SECOND / 4);
    });
    expect(settledMs).toBeGreaterThan(400);
    expect(one.found[0]).toMatchObject({ skippedFrames: 3 * SECOND - 4_248 });
  });

  it('goes on about there when nothing was heard, or nothing that can be found', () => {
    for (const heard of [new Float32Array(), new Float32Array(SECOND * 2)]) {
      const one = resume({ heard });
      one.resumed.begin(one.source);
      one.decode(4 * SECOND);
      lookUntilSettled(one, 0);
      // A second of the four is ahead.
      expect(one.found[0]?.skippedFrames).toBe(3 * SECOND - 4_248);
    }
  });

  it('is over when he does not come', () => {
    const { resumed } = resume();
    resumed.giveUp();
    expect(resumed).toMatchObject({ isPending: false, hasEnded: true, availableFrames: 0, isReady: false });
    expect(resumed.read(new Float32Array(1_920))).toBe(0);
  });
});
