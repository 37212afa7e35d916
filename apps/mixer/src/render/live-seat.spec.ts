import { LevelMeter, SilenceRule } from './level-meter';
import { LiveSeat } from './live-seat';
import type { PcmSource } from './pcm-source';
import { Voice } from './voice';

const scratch = new Float32Array(1920);

/** A streamer whose amplitude is set from outside, and who always has two seconds in hand. */
function streamer() {
  const state = { amplitude: 0, read: 0, isStopped: false, hasEnded: false, isReady: true };
  const source: PcmSource = {
    availableFrames: 96_000, failure: undefined, remainingFrames: undefined, canHurry: false,
    get hasEnded() { return state.hasEnded; },
    get isReady() { return state.isReady; },
    read: (out) => {
      out.fill(state.amplitude);
      state.read += out.length / 2;
      return out.length / 2;
    },
    stop: () => (state.isStopped = true),
  };
  return { state, source };
}

function scene() {
  const rule = new SilenceRule();
  rule.set(-50, 1_000);
  const seat = new LiveSeat(rule);
  const { state, source } = streamer();
  const drain = (frames: number): void => {
    for (let i = 0; i < frames; i += 1) seat.drain(scratch);
  };
  /** Has been on the air, silent for longer than he may. */
  const demoted = (): Voice => {
    const voice = new Voice(source, 0, new LevelMeter(rule));
    for (let i = 0; i < 51; i += 1) voice.drain(scratch);
    return voice;
  };
  return { rule, seat, state, source, drain, demoted };
}

it('keeps the sound of one who waits for his turn', () => {
  const { seat, source, state, drain } = scene();
  seat.offer('dj', source);
  drain(100);
  expect(state.read).toBe(0);
  expect(seat.candidate).toEqual({ isReady: true });
});

it('follows one who was silent, in time, and offers him again after half a second of sound', () => {
  const { seat, state, drain, demoted } = scene();
  seat.takeBack('dj', demoted());
  state.read = 0;
  drain(500);
  expect(state.read).toBe(500 * 960);
  expect(seat.candidate).toEqual({ isReady: false });
  expect(seat.level?.isSilent).toBe(true);
  state.amplitude = 0.1;
  drain(24);
  expect(seat.candidate).toEqual({ isReady: false });
  drain(1);
  expect(seat.candidate).toEqual({ isReady: true });
  drain(50);
  // From then on his sound is kept for the air.
  expect(state.read).toBe(525 * 960);
});

it('lets one go who ends while he is silent', () => {
  const { seat, state, drain, demoted } = scene();
  seat.takeBack('dj', demoted());
  state.hasEnded = true;
  state.isReady = false;
  drain(1);
  expect(seat.isFree).toBe(true);
  expect(state.isStopped).toBe(true);
});
