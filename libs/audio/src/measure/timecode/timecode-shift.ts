import { CHANNELS, SAMPLE_RATE_HZ } from '../../constants';
import type { TimecodeRun } from './find-slips';
import { phaseAt } from './render-timecode';
import { type TimecodeBand, type TimecodeTone, timecodeTones } from './timecode-layout';

/** So much sound on either side is looked at. */
const WINDOW_FRAMES = 9_600;
/** A tone softer than this, −60 dBFS, is not there. */
const MIN_AMPLITUDE = 0.001;
/** Both tones must tell the same, to a tenth of a millisecond. */
const MAX_DISAGREEMENT_SECONDS = 0.000_1;

/**
 * By how much a time code jumps at a place, finer than its frequencies tell: from the phases of its tones in the 200 ms
 * that end `guardSeconds` before the place, and in those that begin so long after it. Good to about a sample after Opus,
 * for jumps of up to 1 ms; where it jumps further, or is not heard on both sides, undefined.
 *
 * @param interleaved stereo at 48 kHz
 * @param run of the code over the place, which tells where in the code one is
 * @returns samples; missing sound counts positive
 */
export function timecodeShiftSamples(interleaved: Float32Array, band: TimecodeBand, run: TimecodeRun, atSeconds: number, guardSeconds = 0.1): number | undefined {
  const offset = run.offsetSeconds;
  const windowSeconds = WINDOW_FRAMES / SAMPLE_RATE_HZ;
  const before = errorSeconds(interleaved, band, atSeconds - guardSeconds - windowSeconds, offset);
  const after = errorSeconds(interleaved, band, atSeconds + guardSeconds, offset);
  return before === undefined || after === undefined ? undefined : (after - before) * SAMPLE_RATE_HZ;
}

/** How far the code is ahead of where the offset puts it. */
function errorSeconds(interleaved: Float32Array, band: TimecodeBand, fromSeconds: number, offset: number): number | undefined {
  const firstFrame = Math.round(fromSeconds * SAMPLE_RATE_HZ);
  if (firstFrame < 0 || firstFrame + WINDOW_FRAMES > interleaved.length / CHANNELS) return undefined;
  const [one, other] = timecodeTones[band].map((tone) => toneError(interleaved, firstFrame, tone, offset));
  if (!one || !other) return undefined;
  // The first tone is the slower one: its turns are longer than any error. It tells in which turn the second is.
  const off = other.seconds - one.seconds;
  const disagreement = off - Math.round(off * other.hz) / other.hz;
  if (Math.abs(disagreement) > MAX_DISAGREEMENT_SECONDS) return undefined;
  return one.seconds + disagreement / 2;
}

function toneError(interleaved: Float32Array, firstFrame: number, tone: TimecodeTone, offset: number): { seconds: number; hz: number } | undefined {
  let [re, im] = [0, 0];
  for (let k = 0; k < WINDOW_FRAMES; k++) {
    const frame = firstFrame + k;
    const phase = phaseAt(tone, offset + frame / SAMPLE_RATE_HZ);
    // A window that falls to nothing at both ends keeps the other tones out.
    const value = interleaved[frame * CHANNELS]! * (1 - Math.cos((2 * Math.PI * k) / WINDOW_FRAMES));
    re += value * Math.sin(phase);
    im += value * Math.cos(phase);
  }
  if ((2 * Math.hypot(re, im)) / WINDOW_FRAMES < MIN_AMPLITUDE) return undefined;
  const middle = offset + (firstFrame + WINDOW_FRAMES / 2) / SAMPLE_RATE_HZ;
  const hz = (phaseAt(tone, middle + 0.001) - phaseAt(tone, middle - 0.001)) / (2 * Math.PI * 0.002);
  return { seconds: Math.atan2(im, re) / (2 * Math.PI * hz), hz };
}
