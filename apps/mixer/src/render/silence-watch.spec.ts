import type { EngineEvent } from './engine-events';
import { LevelMeter, SilenceRule } from './level-meter';
import { SilenceWatch } from './silence-watch';

const LOUD = 0.01;

function scene() {
  const events: EngineEvent[] = [];
  const watch = new SilenceWatch((event) => events.push(event));
  const rule = new SilenceRule();
  rule.set(-50, 1_000);
  let sample = 0;
  const play = (meter: LevelMeter, frames: number, power: number): void => {
    for (let i = 0; i < frames; i += 1) {
      meter.add(power);
      sample += 960;
      watch.look('playlist', meter, sample);
    }
  };
  return { events, watch, play, meter: () => new LevelMeter(rule), now: () => sample };
}

it('tells a silence when it passes its limit, and its end with how long it was', () => {
  const { events, play, meter } = scene();
  const one = meter();
  play(one, 100, LOUD);
  play(one, 300, 0);
  play(one, 100, LOUD);
  expect(events).toEqual([
    { type: 'silence-started', place: 'playlist', sample: 151 * 960, rmsDb: -200, silentForMs: 1_020 },
    // Half a second of sound, then it is believed.
    { type: 'silence-ended', place: 'playlist', sample: 425 * 960, rmsDb: expect.closeTo(-23.01, 1), silentForMs: 6_500 },
  ]);
});

it('goes on over the next thing of the tier until that sounds', () => {
  const { events, watch, play, meter } = scene();
  play(meter(), 60, 0);
  const next = meter();
  play(next, 20, LOUD);
  expect(watch.isSilent('playlist')).toBe(true);
  play(next, 5, LOUD);
  expect(watch.isSilent('playlist')).toBe(false);
  expect(events.map(({ type }) => type)).toEqual(['silence-started', 'silence-ended']);
});

it('tells the end of what is of no interest any more, once', () => {
  const { events, watch, play, meter, now } = scene();
  watch.end('playlist', now(), -200);
  play(meter(), 60, 0);
  watch.end('playlist', now(), -200);
  watch.end('playlist', now(), -200);
  expect(events.map(({ type }) => type)).toEqual(['silence-started', 'silence-ended']);
});
