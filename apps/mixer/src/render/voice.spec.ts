import { FULL_LEVEL } from './engine-mix';
import { rmsDb } from '@longwave/audio';
import fc from 'fast-check';
import { LevelMeter, SilenceRule } from './level-meter';
import type { PcmSource } from './pcm-source';
import { Voice } from './voice';

const FRAME = 960;

/** A source of ones that runs dry for the frames in between. */
function ones(dryFrom = Number.POSITIVE_INFINITY, dryTo = dryFrom): PcmSource {
  let at = 0;
  return {
    availableFrames: Number.MAX_SAFE_INTEGER, hasEnded: false, failure: undefined, isReady: true, remainingFrames: undefined, canHurry: true,
    read(out) {
      const frames = out.length / 2;
      const there = at >= dryFrom && at < dryTo ? 0 : Math.min(frames, at < dryFrom ? dryFrom - at : frames);
      out.fill(1, 0, there * 2);
      at += frames;
      return there;
    },
    stop: () => undefined,
  };
}

const voiceOf = (source: PcmSource, gainDb = 0) => new Voice(source, gainDb, new LevelMeter(new SilenceRule()));

function play(voices: Voice[], frames: number, block = FRAME): Float32Array {
  const out = new Float32Array(frames * 2);
  const scratch = new Float32Array(block * 2);
  for (let at = 0; at < out.length; at += block * 2) for (const voice of voices) voice.mixInto(out.subarray(at, at + block * 2), scratch);
  return out;
}

const largestStep = (pcm: Float32Array) => pcm.reduce((largest, sample, i) => (i < 2 ? 0 : Math.max(largest, Math.abs(sample - pcm[i - 2]!))), 0);

it('is silent until it is faded in', () => {
  expect(rmsDb(play([voiceOf(ones())], FRAME))).toBe(Number.NEGATIVE_INFINITY);
});

it('follows the sine of an equal-power fade, sample by sample', () => {
  const voice = voiceOf(ones());
  voice.fadeIn(4_800);
  const pcm = play([voice], 5_760);
  for (const frame of [0, 1, 959, 960, 2_399, 4_799]) expect(pcm[frame * 2]).toBeCloseTo(Math.sin((Math.PI / 2) * ((frame + 1) / 4_800)), 5);
  expect(pcm[5_000 * 2]).toBe(1);
});

it('is half over in its first quarter when it is eager, with the same power', () => {
  const [a, b] = [voiceOf(ones()), voiceOf(ones())];
  a.restore(FULL_LEVEL, 0);
  a.fadeOut(96_000, 'eager');
  b.fadeIn(96_000, 'eager');
  const [out, into] = [play([a], 96_960), play([b], 96_960)];
  expect(into[24_000 * 2]).toBeCloseTo(Math.SQRT1_2, 3);
  for (let i = 0; i < out.length; i += 97) expect(out[i]! ** 2 + into[i]! ** 2).toBeCloseTo(1, 4);
  expect(largestStep(into)).toBeLessThan(0.0001);
});

it('keeps the power of two voices in a fade, also when the fade is turned round', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (first, turn) => {
      const [a, b] = [voiceOf(ones()), voiceOf(ones())];
      a.restore(FULL_LEVEL, 0);
      a.fadeOut(first * FRAME);
      b.fadeIn(first * FRAME);
      const gains = [play([a], turn * FRAME), play([b], turn * FRAME)];
      a.fadeIn(2 * FRAME);
      b.fadeOut(2 * FRAME);
      const after = [play([a], 3 * FRAME), play([b], 3 * FRAME)];
      for (const [one, other] of [gains, after]) for (let i = 0; i < one!.length; i += 97) expect(one![i]! ** 2 + other![i]! ** 2).toBeCloseTo(1, 4);
    }),
  );
});

it('is over after its fade, and exactly silent', () => {
  const voice = voiceOf(ones());
  voice.restore(FULL_LEVEL, 0);
  voice.fadeOut(1_000);
  const pcm = play([voice], 1_920);
  expect(voice.isOver).toBe(true);
  expect(pcm.subarray(1_000 * 2).every((sample) => sample === 0)).toBe(true);
});

it('does not click when its source runs dry and comes back', () => {
  const voice = voiceOf(ones(2_400, 4_800));
  voice.restore(FULL_LEVEL, 0);
  const pcm = play([voice], 9_600);
  expect(largestStep(pcm)).toBeLessThan(0.02);
  expect(pcm.at(-1)).toBe(1);
});

it('ramps to another gain', () => {
  const voice = voiceOf(ones());
  voice.restore(FULL_LEVEL, 0);
  play([voice], FRAME);
  voice.setGainDb(-6);
  const pcm = play([voice], 9_600);
  expect(largestStep(pcm)).toBeLessThan(0.001);
  expect(pcm.at(-1)).toBeCloseTo(10 ** (-6 / 20), 5);
});

it('measures its source at its own gain, before any fade', () => {
  const voice = voiceOf({ ...ones(), read: (out) => (out.fill(0.1), out.length / 2) }, -20);
  play([voice], 48_000);
  expect(voice.level.rmsDb).toBeCloseTo(-40, 4);
});

it('does not take a source that gives nothing for a silent one', () => {
  const voice = voiceOf(ones(4_800));
  play([voice], 96_000);
  expect(voice.level.rmsDb).toBeCloseTo(0, 6);
});
