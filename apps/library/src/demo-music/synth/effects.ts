import { SAMPLE_RATE_HZ } from '@longwave/audio';
import { HighPass, lowPassCoefficient } from './building-blocks';
import type { Mix } from './mix';

const RATE_HZ = SAMPLE_RATE_HZ;
/** Lengths of the reverb's delays: no two share a factor, so that echoes do not fall together. */
const LINES = [1_423, 1_637, 1_867, 2_053, 2_251, 2_477, 2_707, 2_969] as const;
/** Each delay has as much room in one array; a power of two, so that going round costs nothing. */
const ROOM = 4_096;
const PRE_DELAY_FRAMES = 960;

/**
 * A room: eight delays that feed each other (a feedback delay network with a Householder matrix, Jot 1991), duller with each
 * round, as air and walls make it.
 *
 * @param decayS time until it has fallen by 60 dB
 */
export function addReverb(mix: Mix, level: number, decayS: number): void {
  const delays = new Float32Array(LINES.length * ROOM);
  const lengths = Int32Array.from(LINES);
  const gains = Float64Array.from(LINES, (length) => 10 ** ((-3 * length) / (decayS * RATE_HZ)));
  const dull = new Float64Array(LINES.length);
  const damping = lowPassCoefficient(4_200);
  // Bass makes a room muddy.
  const [leftIn, rightIn] = [new HighPass(180), new HighPass(180)];
  for (let frame = PRE_DELAY_FRAMES; frame < mix.frames; frame += 1) {
    const intoLeft = 0.5 * leftIn.next(mix.reverbLeft[frame - PRE_DELAY_FRAMES] ?? 0);
    const intoRight = 0.5 * rightIn.next(mix.reverbRight[frame - PRE_DELAY_FRAMES] ?? 0);
    let left = 0;
    let right = 0;
    for (let line = 0; line < 8; line += 1) {
      const heard = delays[line * ROOM + ((frame - (lengths[line] ?? 0)) & (ROOM - 1))] ?? 0;
      const before = dull[line] ?? 0;
      const damped = before + damping * (heard - before);
      dull[line] = damped;
      if ((line & 1) === 0) left += damped;
      else right += damped;
    }
    const shared = (left + right) * (2 / LINES.length);
    for (let line = 0; line < 8; line += 1) {
      const fed = ((dull[line] ?? 0) - shared) * (gains[line] ?? 0);
      delays[line * ROOM + (frame & (ROOM - 1))] = fed + ((line & 1) === 0 ? intoLeft : intoRight);
    }
    mix.left[frame] = (mix.left[frame] ?? 0) + left * level;
    mix.right[frame] = (mix.right[frame] ?? 0) + right * level;
  }
}

const ECHO_FEEDBACK = 0.42;

/** Echoes that jump from side to side, duller each time. */
export function addDelay(mix: Mix, level: number, delayS: number): void {
  const length = Math.max(1, Math.round(delayS * RATE_HZ));
  const [near, far] = [new Float32Array(length), new Float32Array(length)];
  const damping = lowPassCoefficient(2_600);
  let dull = 0;
  for (let frame = 0, place = 0; frame < mix.frames; frame += 1) {
    const left = near[place] ?? 0;
    const right = far[place] ?? 0;
    dull += damping * (right - dull);
    near[place] = (mix.delay[frame] ?? 0) + dull * ECHO_FEEDBACK;
    far[place] = left;
    place = place + 1 === length ? 0 : place + 1;
    mix.left[frame] = (mix.left[frame] ?? 0) + left * level;
    mix.right[frame] = (mix.right[frame] ?? 0) + right * level;
  }
}
