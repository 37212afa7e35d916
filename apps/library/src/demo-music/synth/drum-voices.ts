import { SAMPLE_RATE_HZ } from '@longwave/audio';
import { HighPass, lowPassCoefficient, SoftLowPass } from './building-blocks';
import { panGains } from './mix';
import type { Voice } from './voices';

const TWO_PI = 2 * Math.PI;
/** Named here: an import is looked up anew each time it is used, which a loop over samples would feel. */
const RATE_HZ = SAMPLE_RATE_HZ;
/** So long does a stroke take to its end, so that none ends with a click. */
const END_FRAMES = 240;

/** A stroke: a tone of its time, played for as long as it sounds. */
function stroke(lengthS: number, gain: number, makeTone: (velocity: number, random: () => number) => (timeS: number) => number): Voice {
  return (mix, note, levels, random) => {
    const tone = makeTone(note.velocity, random);
    const { left, right } = panGains(note.pan);
    const first = Math.round(note.startS * RATE_HZ);
    const frames = Math.round(lengthS * RATE_HZ);
    for (let frame = 0; frame < frames; frame += 1) {
      const value = tone(frame / RATE_HZ) * gain * note.velocity * Math.min(1, (frames - frame) / END_FRAMES);
      mix.add(first + frame, value * left, value * right, levels);
    }
  };
}

/** A sine that falls from 160 to 46 Hz within a twentieth of a second. */
export const kick = stroke(0.45, 1, () => {
  let phase = 0;
  return (timeS) => {
    phase += (TWO_PI * (46 + 114 * Math.exp(-timeS * 32))) / RATE_HZ;
    const body = Math.sin(phase) * Math.exp(-timeS * 7.5) * Math.min(1, timeS * 1_500);
    return body + 0.12 * Math.sin(timeS * TWO_PI * 1_900) * Math.exp(-timeS * 240);
  };
});

/** The skin, and the wires under it. */
export const snare = stroke(0.32, 0.62, (_velocity, random) => {
  const wires = new HighPass(1_400);
  const air = new SoftLowPass();
  const ceiling = lowPassCoefficient(7_500);
  return (timeS) => {
    const skin = (Math.sin(timeS * TWO_PI * 186) + 0.5 * Math.sin(timeS * TWO_PI * 331)) * Math.exp(-timeS * 26);
    const noise = air.next(wires.next(random() * 2 - 1), ceiling) * Math.exp(-timeS * 17);
    return 0.55 * skin + 1.1 * noise;
  };
});

const cymbal = (lengthS: number, decay: number, gain: number) =>
  stroke(lengthS, gain, (_velocity, random) => {
    const [once, twice] = [new HighPass(6_000), new HighPass(7_500)];
    return (timeS) => twice.next(once.next(random() * 2 - 1)) * Math.exp(-timeS * decay);
  });

export const hat = cymbal(0.12, 55, 0.5);
export const openHat = cymbal(0.5, 9, 0.38);

/** Sand that is thrown forward: it has no hard beginning. */
export const shaker = stroke(0.14, 0.36, (_velocity, random) => {
  const bright = new HighPass(4_500);
  return (timeS) => bright.next(random() * 2 - 1) * Math.min(1, timeS * 45) * Math.exp(-timeS * 26);
});

/** Wood on the rim. */
export const rim = stroke(0.08, 0.5, () => (timeS) => (Math.sin(timeS * TWO_PI * 1_720) + 0.6 * Math.sin(timeS * TWO_PI * 530)) * Math.exp(-timeS * 75));
