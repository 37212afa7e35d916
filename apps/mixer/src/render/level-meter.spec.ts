import { meanSquare } from '@longwave/audio';
import fc from 'fast-check';
import { LevelMeter, SilenceRule } from './level-meter';

const FRAME = 960;

function rule(thresholdDbfs = -50, limitMs = 8_000): SilenceRule {
  const made = new SilenceRule();
  made.set(thresholdDbfs, limitMs);
  return made;
}

/** Mean square of each frame of a sine. */
function sine(meter: LevelMeter, frames: number, amplitude: number, hz = 1_000): void {
  for (let frame = 0; frame < frames; frame += 1) {
    const pcm = Float32Array.from({ length: FRAME * 2 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * (frame * FRAME + (i >> 1))) / 48_000));
    meter.add(meanSquare(pcm));
  }
}

function feed(meter: LevelMeter, frames: number, power: number): void {
  for (let i = 0; i < frames; i += 1) meter.add(power);
}
const LOUD = 0.01;

describe('rmsDb', () => {
  it('is amplitude over √2 for a sine', () => {
    for (const amplitude of [1, 0.5, 0.001]) {
      const meter = new LevelMeter(rule());
      sine(meter, 60, amplitude);
      expect(meter.rmsDb).toBeCloseTo(20 * Math.log10(amplitude / Math.SQRT2), 3);
    }
  });

  it('is that of the last second, also before there was a whole one', () => {
    const meter = new LevelMeter(rule());
    expect(meter.rmsDb).toBe(-200);
    feed(meter, 10, 0.01);
    expect(meter.rmsDb).toBeCloseTo(-20, 6);
    feed(meter, 25, 0);
    feed(meter, 25, 0.01);
    expect(meter.rmsDb).toBeCloseTo(10 * Math.log10(0.005), 6);
    feed(meter, 50, 0);
    expect(meter.rmsDb).toBe(-200);
  });

  it('stays a number, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double({ min: 0 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)), { maxLength: 200 }), (powers) => {
        const meter = new LevelMeter(rule());
        for (const power of powers) meter.add(power);
        expect(meter.rmsDb).not.toBeNaN();
        expect(meter.silentFrames).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a silence', () => {
  it('counts from the last frame that was loud, to the frame', () => {
    const meter = new LevelMeter(rule(-50, 8_000));
    feed(meter, 100, LOUD);
    feed(meter, 400, 0);
    expect([meter.silentForMs, meter.isSilent]).toEqual([8_000, false]);
    meter.add(0);
    expect([meter.silentForMs, meter.isSilent]).toEqual([8_020, true]);
  });

  it.each([[-49.9, false], [-50.1, true]])('is what lies under the threshold: %f dBFS', (dbfs, isSilent) => {
    const meter = new LevelMeter(rule(-50, 8_000));
    feed(meter, 500, 10 ** (dbfs / 10));
    expect(meter.isSilent).toBe(isSilent);
  });

  it('is a line that crackles, too', () => {
    const meter = new LevelMeter(rule(-50, 8_000));
    feed(meter, 100, LOUD);
    for (let i = 0; i < 9; i += 1) {
      feed(meter, 48, 0);
      feed(meter, 2, LOUD);
    }
    expect(meter.isSilent).toBe(true);
  });

  it('is no pause between soft notes', () => {
    const meter = new LevelMeter(rule(-50, 8_000));
    // 300 ms at −40 dBFS every 1.2 s: each second holds enough of one of them.
    for (let i = 0; i < 50; i += 1) {
      feed(meter, 15, 1e-4);
      feed(meter, 45, 0);
      expect(meter.silentForMs).toBeLessThan(1_000);
    }
    expect(meter.isSilent).toBe(false);
  });

  it('ends with half a second of sound, not with clicks', () => {
    const meter = new LevelMeter(rule(-50, 2_000));
    feed(meter, 101, 0);
    expect(meter.isSilent).toBe(true);
    for (let i = 0; i < 40; i += 1) {
      meter.add(LOUD);
      feed(meter, 50, 0);
    }
    expect([meter.isSilent, meter.isSounding]).toEqual([true, false]);
    expect(meter.silentForMs).toBeGreaterThan(40_000);
    feed(meter, 24, LOUD);
    expect(meter.isSilent).toBe(true);
    meter.add(LOUD);
    expect([meter.isSilent, meter.isSounding, meter.silentForMs]).toEqual([false, true, 0]);
  });

  it('is ended by words with pauses between', () => {
    const meter = new LevelMeter(rule(-50, 2_000));
    feed(meter, 150, 0);
    for (let word = 0; word < 3; word += 1) {
      feed(meter, 10, LOUD);
      feed(meter, 20, 0);
    }
    expect(meter.isSilent).toBe(false);
  });

  it('lasts for ever where the limit is 0 or not known, and ends when it becomes so', () => {
    const unknown = new SilenceRule();
    unknown.set(Number(undefined), Number(undefined));
    for (const forgiving of [rule(-50, 0), unknown]) {
      const meter = new LevelMeter(forgiving);
      feed(meter, 100_000, 0);
      expect(meter.isSilent).toBe(false);
    }
    const changing = rule(-50, 1_000);
    const meter = new LevelMeter(changing);
    feed(meter, 51, 0);
    expect(meter.isSilent).toBe(true);
    changing.set(-50, 0);
    meter.add(0);
    expect(meter.isSilent).toBe(false);
  });

  it('begins anew once it was forgiven', () => {
    const meter = new LevelMeter(rule(-50, 1_000));
    feed(meter, 60, 0);
    meter.forgive();
    expect([meter.isSilent, meter.silentForMs]).toEqual([false, 0]);
    feed(meter, 50, 0);
    expect(meter.isSilent).toBe(false);
    meter.add(0);
    expect(meter.isSilent).toBe(true);
  });
});
