import { CHANNELS, SAMPLE_RATE_HZ } from '../constants';

/** How holes are looked for. */
export interface HoleOptions {
  /** Length of the window whose level counts, whole ms; 20 by default. */
  windowMs?: number;
  /** A hole is deeper than this under the quieter of its two sides, dB; 9 by default. */
  depthDb?: number;
  /** Longest hole that is seen, ms; a quiet stretch longer than this is a programme of its own. 5,000 by default. */
  reachMs?: number;
}

/** A stretch that is quieter than what lies before and after it. */
export interface Hole {
  /** First frame of the first window in the hole. */
  startFrame: number;
  /** Frames from there to the end of the last window in the hole. */
  frames: number;
  /** How far its quietest window lies under the quieter side, dB. */
  depthDb: number;
}

/** Windows begin 1 ms apart, so that none falls half into a hole unseen. */
const HOP_FRAMES = SAMPLE_RATE_HZ / 1000;
/** Digital silence counts as this level, so that depths stay finite. */
const FLOOR_DB = -120;

/**
 * Finds the holes in a programme: windows that lie more than `depthDb` under the quieter of what is heard before and
 * after them within `reachMs`. Levels are RMS over both channels. Meant for steady sound (tones, noise); music has rests
 * of its own. Quiet at the beginning or the end of the samples has one side only and is no hole.
 *
 * Found by the closing of mathematical morphology over the levels: the least, over all stretches of `reachMs` that hold
 * a window, of the loudest level within.
 *
 * @param interleaved stereo at 48 kHz
 */
export function holes(interleaved: Float32Array, options: HoleOptions = {}): Hole[] {
  const { windowMs = 20, depthDb = 9 } = options;
  const depths = depthsUnderSides(interleaved, options);
  const windowFrames = Math.max(1, Math.round(windowMs)) * HOP_FRAMES;
  const found: Hole[] = [];
  let open: Hole | null = null;
  depths.forEach((depth, i) => {
    if (depth <= depthDb) {
      open = null;
      return;
    }
    if (open === null) found.push((open = { startFrame: i * HOP_FRAMES, frames: 0, depthDb: 0 }));
    open.frames = i * HOP_FRAMES + windowFrames - open.startFrame;
    open.depthDb = Math.max(open.depthDb, depth);
  });
  return found;
}

/** The depth of the deepest hole there is, dB under the quieter of its sides; 0 for sound as steady as can be. */
export function deepestHoleDb(interleaved: Float32Array, options: HoleOptions = {}): number {
  return depthsUnderSides(interleaved, options).reduce((deepest, depth) => Math.max(deepest, depth), 0);
}

function depthsUnderSides(interleaved: Float32Array, options: HoleOptions): Float64Array {
  const { windowMs = 20, reachMs = 5_000 } = options;
  const levels = slidingRmsDb(interleaved, Math.max(1, Math.round(windowMs)));
  const span = Math.max(1, Math.round(reachMs));
  // Nothing is heard before the beginning and after the end, so quiet there has one side only and is no hole.
  const padded = new Float64Array(levels.length + 2 * (span - 1)).fill(Number.NEGATIVE_INFINITY);
  padded.set(levels, span - 1);
  const loudest = slidingMax(padded, span);
  const closed = slidingMax(loudest.map(negated), span).map(negated);
  return levels.map((level, i) => closed[i]! - level);
}

function negated(value: number): number {
  return -value;
}

/** Level of each window of `windowMs`, one beginning every millisecond. */
function slidingRmsDb(interleaved: Float32Array, windowMs: number): Float64Array {
  const hopSamples = HOP_FRAMES * CHANNELS;
  const powers = Float64Array.from({ length: Math.floor(interleaved.length / hopSamples) }, (_, hop) => {
    let power = 0;
    for (let i = hop * hopSamples; i < (hop + 1) * hopSamples; i++) power += interleaved[i]! * interleaved[i]!;
    return power;
  });
  return Float64Array.from({ length: Math.max(0, powers.length - windowMs + 1) }, (_, at) => {
    let power = 0;
    for (let hop = at; hop < at + windowMs; hop++) power += powers[hop]!;
    return Math.max(FLOOR_DB, 10 * Math.log10(power / (windowMs * hopSamples)));
  });
}

/** Largest value of each whole stretch of `span` values; each value enters and leaves the queue of candidates once. */
function slidingMax(values: Float64Array, span: number): Float64Array {
  const out = new Float64Array(Math.max(0, values.length - span + 1));
  const candidates = new Int32Array(values.length);
  let head = 0;
  let tail = 0;
  for (let i = 0; i < values.length; i++) {
    while (tail > head && values[candidates[tail - 1]!]! <= values[i]!) tail -= 1;
    candidates[tail++] = i;
    if (candidates[head]! <= i - span) head += 1;
    if (i >= span - 1) out[i - span + 1] = values[candidates[head]!]!;
  }
  return out;
}
