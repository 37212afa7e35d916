import { CHANNELS } from '../constants';

/** Where one recording lies in another. */
export interface Alignment {
  /** Frame of `signal` at which `reference` begins. */
  atFrame: number;
  /** Correlation there, −1 to 1; 1 for the same sound at any level. */
  score: number;
}

/** The first search goes by 24 frames, at 2 kHz; the second one around its results by single frames, by each fourth sample. */
const COARSE_FRAMES = 24;
const FINE_STRIDE = 4;
/** So many places of the first search are looked at closely. */
const CANDIDATES = 24;
/**
 * What a place loses by lying a whole signal away from the expected one. A steady tone is the same after each of its
 * periods, and the nearest is meant then; what changes at all differs by more than this.
 */
const FAR_AWAY = 0.01;

/**
 * Finds where a sound lies in another recording of the same programme: two decoders' output, before and after a codec.
 *
 * By normalised cross-correlation of the sum of both channels. Where several places fit as well as the best one, as in a
 * steady tone or a loop, the one nearest to the expected place is taken. The cost grows with the product of both lengths:
 * one second in seven is 30 million products.
 *
 * @param reference interleaved stereo; half a second or more, or a match means little
 * @param signal interleaved stereo, longer than the reference
 * @param expectedFrame where it is looked for first
 * @returns undefined when the signal is shorter than the reference, or either is silent
 */
export function findAlignment(reference: Float32Array, signal: Float32Array, expectedFrame: number): Alignment | undefined {
  const [wanted, within] = [toMono(reference), toMono(signal)];
  if (within.length < wanted.length || wanted.length === 0) return undefined;
  const scores = correlate(decimate(wanted), decimate(within));
  const worthOf = (score: number, atFrame: number): number => score - (FAR_AWAY * Math.abs(atFrame - expectedFrame)) / within.length;
  const places = peaksOf(scores).sort((a, b) => worthOf(b.score, b.atFrame) - worthOf(a.score, a.atFrame)).slice(0, CANDIDATES);
  const found = places.map(({ atFrame }) => refine(wanted, within, atFrame));
  return found.sort((a, b) => worthOf(b.score, b.atFrame) - worthOf(a.score, a.atFrame))[0];
}

function toMono(interleaved: Float32Array): Float32Array {
  const mono = new Float32Array(interleaved.length / CHANNELS);
  for (let i = 0; i < mono.length; i++) mono[i] = interleaved[i * CHANNELS]! + interleaved[i * CHANNELS + 1]!;
  return mono;
}

/** The mean of each block: a low-pass that is good enough to compare two recordings that both went through it. */
function decimate(mono: Float32Array): Float32Array {
  const out = new Float32Array(Math.floor(mono.length / COARSE_FRAMES));
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = i * COARSE_FRAMES; j < (i + 1) * COARSE_FRAMES; j++) sum += mono[j]!;
    out[i] = sum / COARSE_FRAMES;
  }
  return out;
}

/** Normalised correlation at each place; NaN where there is nothing to compare. */
function correlate(wanted: Float32Array, within: Float32Array): Float32Array {
  const scores = new Float32Array(within.length - wanted.length + 1);
  const power = powerOf(wanted, 0, wanted.length);
  let local = powerOf(within, 0, wanted.length);
  for (let at = 0; at < scores.length; at++) {
    let dot = 0;
    for (let i = 0; i < wanted.length; i++) dot += wanted[i]! * within[at + i]!;
    // Rounding may leave a trifle below zero where the sum ran over silence.
    scores[at] = dot / Math.sqrt(power * Math.max(0, local));
    local += (within[at + wanted.length] ?? 0) ** 2 - within[at]! ** 2;
  }
  return scores;
}

function powerOf(samples: Float32Array, from: number, to: number): number {
  let power = 0;
  for (let i = from; i < to; i++) power += samples[i]! * samples[i]!;
  return power;
}

/** Where the correlation is higher than beside it; how high in between the steps is told by a parabola. */
function peaksOf(scores: Float32Array): Alignment[] {
  const peaks: Alignment[] = [];
  for (let at = 0; at < scores.length; at++) {
    const [left, score, right] = [scores[at - 1] ?? -1, scores[at]!, scores[at + 1] ?? -1];
    if (!(score >= left && score >= right)) continue;
    const bend = left - 2 * score + right;
    const offset = bend < 0 ? (left - right) / (2 * bend) : 0;
    peaks.push({ atFrame: Math.round((at + offset) * COARSE_FRAMES), score: score - ((left - right) * offset) / 4 });
  }
  return peaks;
}

/** The best place within half a step of the first search, by single frames. */
function refine(wanted: Float32Array, within: Float32Array, near: number): Alignment {
  const first = Math.max(0, near - COARSE_FRAMES / 2);
  const last = Math.min(near + COARSE_FRAMES / 2, within.length - wanted.length);
  const power = powerOf(wanted, 0, wanted.length) / FINE_STRIDE;
  let best: Alignment = { atFrame: first, score: Number.NEGATIVE_INFINITY };
  for (let at = first; at <= last; at++) {
    let [dot, local] = [0, 0];
    for (let i = 0; i < wanted.length; i += FINE_STRIDE) {
      const sample = within[at + i]!;
      dot += wanted[i]! * sample;
      local += sample * sample;
    }
    const score = dot / Math.sqrt(power * local);
    if (score > best.score) best = { atFrame: at, score };
  }
  return best;
}
