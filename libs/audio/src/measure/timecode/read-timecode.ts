import { TIMECODE_SECONDS, TIMECODE_SWING_HZ, type TimecodeBand, type TimecodeTone, timecodeTones } from './timecode-layout';
import { TRACK_STEP_FRAMES, type TrackedTone, toSlowMono, trackTone } from './track-tone';

/** What was read at one place of a recording. */
export interface TimecodeReading {
  /** Frame of the recording. */
  atFrame: number;
  /** Place in the code there, seconds from 0 to 202. */
  positionSeconds: number;
}

/** Readings are 10 ms apart. */
const HOP = 5;
/** A frequency is taken from the phases of 60 ms, each of which is made of 60 ms. */
const REACH = 15;
const STEP_SECONDS = TRACK_STEP_FRAMES / 48_000;
/** Softer than this it is noise of the codec, about −50 dBFS. */
const MIN_AMPLITUDE = 0.003;
/** A tone alone is this smooth, radians RMS; over a cut it is not. */
const MAX_ROUGHNESS = 0.12;
/** Near its turning points a tone says little. */
const MAX_PLACE = 0.95;
/** The two tones must tell the same place. */
const MAX_DISAGREEMENT_SECONDS = 0.007;

/**
 * Reads a time code wherever it can be read, to about 2 ms after Opus: not within 60 ms of a cut, nor where one of its
 * tones turns round. Other sound in its band makes it unreadable; a time code of the other band does not.
 *
 * @param interleaved stereo at 48 kHz
 */
export function readTimecode(interleaved: Float32Array, band: TimecodeBand): TimecodeReading[] {
  const mono = toSlowMono(interleaved);
  const [first, second] = timecodeTones[band];
  const [one, other] = [trackTone(mono, first.centreHz), trackTone(mono, second.centreHz)];
  const readings: TimecodeReading[] = [];
  for (let n = REACH; n + REACH < one.re.length; n += HOP) {
    const a = placeInPeriod(one, n, first);
    const b = a === undefined ? undefined : placeInPeriod(other, n, second);
    const positionSeconds = a === undefined || b === undefined ? undefined : combine(a, b, [first, second]);
    if (positionSeconds !== undefined) readings.push({ atFrame: n * TRACK_STEP_FRAMES, positionSeconds });
  }
  return readings;
}

/** The place in a tone's own period, seconds; undefined where it cannot be told. */
function placeInPeriod(track: TrackedTone, n: number, { periodSeconds }: TimecodeTone): number | undefined {
  const fit = fitPhase(track, n);
  if (fit === undefined) return undefined;
  const place = fit.hz / TIMECODE_SWING_HZ;
  const slopeOfSwing = (4 * TIMECODE_SWING_HZ) / periodSeconds;
  const isSwing = Math.abs(Math.abs(fit.hzPerSecond) - slopeOfSwing) < slopeOfSwing / 2;
  if (!isSwing || Math.abs(place) > MAX_PLACE) return undefined;
  return ((fit.hzPerSecond > 0 ? place + 1 : 3 - place) / 4) * periodSeconds;
}

/** Frequency from the centre, and its slope, by least squares of a parabola through the phases. */
function fitPhase({ re, im }: TrackedTone, n: number): { hz: number; hzPerSecond: number } | undefined {
  const phases = new Float64Array(2 * REACH + 1);
  let amplitude = 0;
  let s0 = 0, s1 = 0, s2 = 0;
  for (let k = -REACH, last = 0; k <= REACH; k++) {
    const i = n + k;
    amplitude += Math.hypot(re[i]!, im[i]!);
    if (k > -REACH) last += Math.atan2(im[i]! * re[i - 1]! - re[i]! * im[i - 1]!, re[i]! * re[i - 1]! + im[i]! * im[i - 1]!);
    phases[k + REACH] = last;
    s0 += last;
    s1 += last * k;
    s2 += last * (k * k - MEAN_SQUARE);
  }
  if (amplitude / phases.length < MIN_AMPLITUDE) return undefined;
  const [level, slope, bend] = [s0 / phases.length, s1 / SUM_SQUARES, s2 / SUM_BENDS];
  const rough = phases.reduce((sum, phase, j) => sum + (phase - level - slope * (j - REACH) - bend * ((j - REACH) ** 2 - MEAN_SQUARE)) ** 2, 0);
  if (Math.sqrt(rough / phases.length) > MAX_ROUGHNESS) return undefined;
  return { hz: slope / (2 * Math.PI * STEP_SECONDS), hzPerSecond: bend / (Math.PI * STEP_SECONDS ** 2) };
}

const offsets = Array.from({ length: 2 * REACH + 1 }, (_, j) => j - REACH);
const SUM_SQUARES = offsets.reduce((sum, k) => sum + k * k, 0);
const MEAN_SQUARE = SUM_SQUARES / offsets.length;
const SUM_BENDS = offsets.reduce((sum, k) => sum + (k * k - MEAN_SQUARE) ** 2, 0);

/** In which of its periods the first tone is, by how far the second has fallen behind. */
function combine(a: number, b: number, [first, second]: readonly [TimecodeTone, TimecodeTone]): number | undefined {
  const lag = second.periodSeconds - first.periodSeconds;
  const periods = TIMECODE_SECONDS / first.periodSeconds;
  // The lag goes round with the second tone's period.
  const behind = modulo(a - b, second.periodSeconds);
  const whole = Math.round(behind / lag);
  const disagreement = behind - whole * lag;
  if (Math.abs(disagreement) > MAX_DISAGREEMENT_SECONDS) return undefined;
  return modulo((whole % periods) * first.periodSeconds + a - disagreement / 2, TIMECODE_SECONDS);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
