import { SAMPLE_RATE_HZ } from '@longwave/audio';
import { midiToHz } from '../compose/scale';
import type { Note } from '../compose/note';
import { heldEnvelope, lowPassCoefficient, Saw, sineOfTurns, SoftLowPass } from './building-blocks';
import { panGains } from './mix';
import type { Levels, Mix } from './mix';

/** Plays one note into the mix. `random` gives noise and phases. */
export type Voice = (mix: Mix, note: Note, levels: Levels, random: () => number) => void;

const TWO_PI = 2 * Math.PI;
/** Named here: an import is looked up anew each time it is used, which a loop over samples would feel. */
const RATE_HZ = SAMPLE_RATE_HZ;
const sine = sineOfTurns;
/** What moves slowly, loudness and filters, is worked out once in so many frames (0.67 ms). */
const CONTROL_FRAMES = 32;

/** One note while it sounds. */
interface Sounding {
  note: Note;
  /** How long it is heard, its ringing included. */
  soundingS: number;
  /** Its loudness, and whatever else moves slowly, at a time from its beginning; in straight lines between. */
  controlAt: (timeS: number) => number;
  render: (frame: number, gain: number) => void;
}

/** Calls back for each frame of a note; the last control step goes to nothing, so that no voice ends with a click. */
function eachFrame({ note, soundingS, controlAt, render }: Sounding): void {
  const first = Math.round(note.startS * RATE_HZ);
  const steps = Math.ceil((soundingS * RATE_HZ) / CONTROL_FRAMES);
  let from = 0;
  for (let step = 0; step < steps; step += 1) {
    const to = step === steps - 1 ? 0 : controlAt(((step + 1) * CONTROL_FRAMES) / RATE_HZ);
    const slope = (to - from) / CONTROL_FRAMES;
    const begin = first + step * CONTROL_FRAMES;
    for (let frame = 0; frame < CONTROL_FRAMES; frame += 1) render(begin + frame, from + slope * frame);
    from = to;
  }
}

/** Warm strings: three saws a little out of tune, spread wide, behind a filter that breathes. */
export const pad: Voice = (mix, note, levels, random) => {
  const hz = midiToHz(note.midi);
  const [leftSaw, rightSaw, middleSaw] = [new Saw(hz * 0.9965, random()), new Saw(hz * 1.0035, random()), new Saw(hz, random())];
  const [leftFilter, rightFilter] = [new SoftLowPass(), new SoftLowPass()];
  const { left, right } = panGains(note.pan * 0.5);
  const releaseS = 1.4;
  const phase = random() * TWO_PI;
  let coefficient = 0;
  eachFrame({
    note, soundingS: note.durationS + releaseS,
    controlAt: (timeS) => {
      coefficient = lowPassCoefficient(620 + 500 * note.velocity + 380 * Math.sin(phase + timeS * 0.9));
      return 0.2 * note.velocity * heldEnvelope(timeS, note.durationS, 0.45, releaseS);
    },
    render: (frame, gain) => {
      const middle = middleSaw.next(1) * 0.6;
      const onLeft = leftFilter.next(leftSaw.next(1) + middle, coefficient);
      mix.add(frame, onLeft * gain * left, rightFilter.next(rightSaw.next(1) + middle, coefficient) * gain * right, levels);
    },
  });
};

/** Electric piano by frequency modulation (Chowning 1973): a body whose brightness fades, and the click of its tine. */
export const keys: Voice = (mix, note, levels) => {
  const step = midiToHz(note.midi) / RATE_HZ;
  const { left, right } = panGains(note.pan);
  const decay = 1.1 + (note.midi - 48) * 0.03;
  let phase = 0;
  let [index, tine, sway] = [0, 0, 0];
  eachFrame({
    note, soundingS: Math.min(note.durationS, 4) + 0.35,
    controlAt: (timeS) => {
      index = ((0.25 + 1.5 * note.velocity) * Math.exp(-timeS * 3.5)) / TWO_PI;
      tine = (0.12 * note.velocity * Math.exp(-timeS * 22)) / TWO_PI;
      sway = 0.12 * Math.sin(timeS * 30);
      return 0.3 * note.velocity * Math.exp(-timeS * decay) * heldEnvelope(timeS, note.durationS, 0.004, 0.35);
    },
    render: (frame, gain) => {
      phase += step;
      const click = tine > 0.0001 ? tine * sine(phase * 14) : 0;
      const body = sine(phase + index * sine(phase) + click) * gain;
      mix.add(frame, body * left * (1 + sway), body * right * (1 - sway), levels);
    },
  });
};

/** Longer than the period of the lowest string; a power of two, so that going round costs nothing. */
const STRING_FRAMES = 2_048;

/** A plucked string (Karplus and Strong 1983): a burst of noise that goes round in a delay and loses its treble. */
export const pluck: Voice = (mix, note, levels, random) => {
  // Averaging two neighbours delays by half a frame.
  const period = Math.min(STRING_FRAMES - 2, RATE_HZ / midiToHz(note.midi) - 0.5);
  const whole = Math.floor(period);
  const share = period - whole;
  const string = new Float32Array(STRING_FRAMES);
  const softness = new SoftLowPass();
  const brightness = lowPassCoefficient(1_500 + 5_500 * note.velocity);
  for (let i = 0; i <= whole + 1; i += 1) string[STRING_FRAMES - 1 - i] = softness.next(random() * 2 - 1, brightness);
  const { left, right } = panGains(note.pan);
  const loss = 0.5 * (0.9975 - Math.max(0, note.midi - 60) * 0.00002);
  let at = 0;
  let before = 0;
  eachFrame({
    note, soundingS: Math.min(2.6, note.durationS + 1.6),
    controlAt: (timeS) => 0.75 * note.velocity * heldEnvelope(timeS, note.durationS + 0.8, 0.001, 0.8),
    render: (frame, gain) => {
      const near = string[(at - whole) & (STRING_FRAMES - 1)] ?? 0;
      const far = string[(at - whole - 1) & (STRING_FRAMES - 1)] ?? 0;
      const value = near + share * (far - near);
      string[at] = loss * (value + before);
      before = value;
      at = (at + 1) & (STRING_FRAMES - 1);
      mix.add(frame, value * gain * left, value * gain * right, levels);
    },
  });
};

/** A round bass: a sine that carries, and a saw that opens with the stroke so that it is heard on small loudspeakers. */
export const bass: Voice = (mix, note, levels) => {
  const hz = midiToHz(note.midi);
  const saw = new Saw(hz, 0.5);
  const filter = new SoftLowPass();
  const step = hz / RATE_HZ;
  let phase = 0;
  let coefficient = 0;
  eachFrame({
    note, soundingS: note.durationS + 0.12,
    controlAt: (timeS) => {
      coefficient = lowPassCoefficient(220 + 1_100 * note.velocity * Math.exp(-timeS * 9));
      return 0.42 * note.velocity * (0.75 + 0.25 * Math.exp(-timeS * 5)) * heldEnvelope(timeS, note.durationS, 0.006, 0.12);
    },
    render: (frame, gain) => {
      phase += step;
      const driven = 1.3 * sine(phase) + 0.9 * filter.next(saw.next(1), coefficient);
      // Bends as tanh does, for a fifth of its price.
      const tone = (driven / (1 + 0.28 * driven * driven)) * gain;
      mix.add(frame, tone, tone, levels);
    },
  });
};

/** A singing voice: two saws behind a soft filter, with a vibrato that comes late. */
export const lead: Voice = (mix, note, levels, random) => {
  const hz = midiToHz(note.midi);
  const [one, two] = [new Saw(hz * 1.002, random()), new Saw(hz * 0.998, random())];
  const filter = new SoftLowPass();
  const { left, right } = panGains(note.pan);
  let coefficient = 0;
  let vibrato = 1;
  eachFrame({
    note, soundingS: note.durationS + 0.3,
    controlAt: (timeS) => {
      coefficient = lowPassCoefficient(900 + hz * 1.2 + 1_800 * note.velocity * Math.exp(-timeS * 4));
      vibrato = 1 + 0.0045 * Math.min(1, Math.max(0, timeS - 0.25) * 3) * Math.sin(timeS * TWO_PI * 5.3);
      return 0.17 * note.velocity * heldEnvelope(timeS, note.durationS, 0.025, 0.3);
    },
    render: (frame, gain) => {
      const tone = filter.next(one.next(vibrato) + two.next(vibrato), coefficient) * gain;
      mix.add(frame, tone * left, tone * right, levels);
    },
  });
};

/** A bell: frequency modulation at a ratio that is no whole number. */
export const bell: Voice = (mix, note, levels) => {
  const step = midiToHz(note.midi) / RATE_HZ;
  const { left, right } = panGains(note.pan);
  let phase = 0;
  let index = 0;
  eachFrame({
    note, soundingS: 2.4,
    controlAt: (timeS) => {
      index = (1.4 * Math.exp(-timeS * 3)) / TWO_PI;
      return 0.2 * note.velocity * Math.exp(-timeS * 2.1);
    },
    render: (frame, gain) => {
      phase += step;
      const tone = sine(phase + index * sine(phase * 3.47)) * gain;
      mix.add(frame, tone * left, tone * right, levels);
    },
  });
};
