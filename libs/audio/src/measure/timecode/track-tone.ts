import { CHANNELS, SAMPLE_RATE_HZ } from '../../constants';

/** Rates on the way down: enough for tones under 500 Hz, then enough for one that swings by 30 Hz. */
const MONO_RATE_HZ = 2_000;
const TRACK_RATE_HZ = 500;
const MONO_STEP = SAMPLE_RATE_HZ / MONO_RATE_HZ;
const TRACK_STEP = MONO_RATE_HZ / TRACK_RATE_HZ;

/** Frames from one value of a tracked tone to the next. */
export const TRACK_STEP_FRAMES = MONO_STEP * TRACK_STEP;

/** A tone as it turns around its centre frequency, 500 times a second: amplitude times e^(i·phase). */
export interface TrackedTone {
  re: Float64Array;
  im: Float64Array;
}

/**
 * Both channels as one, at 2 kHz.
 *
 * @param interleaved stereo at 48 kHz
 */
export function toSlowMono(interleaved: Float32Array): Float64Array {
  const taps = lowPass(700 / SAMPLE_RATE_HZ, 193);
  const frames = Math.floor(interleaved.length / CHANNELS);
  const reach = taps.length >> 1;
  const mono = new Float64Array(Math.floor(frames / MONO_STEP));
  for (let n = 0; n < mono.length; n++) {
    const first = n * MONO_STEP - reach;
    const end = Math.min(taps.length, frames - first);
    let sum = 0;
    for (let k = Math.max(0, -first); k < end; k++) {
      const i = (first + k) * CHANNELS;
      sum += taps[k]! * (interleaved[i]! + interleaved[i + 1]!);
    }
    mono[n] = sum / 2;
  }
  return mono;
}

/**
 * One tone of a mixture, moved to 0 Hz and parted from what lies 70 Hz or more away. Each value is made of the 60 ms
 * around it.
 *
 * @param mono at 2 kHz
 */
export function trackTone(mono: Float64Array, centreHz: number): TrackedTone {
  const taps = lowPass(48 / MONO_RATE_HZ, 121);
  const reach = taps.length >> 1;
  const turn = (2 * Math.PI * centreHz) / MONO_RATE_HZ;
  const movedRe = mono.map((value, n) => 2 * value * Math.cos(turn * n));
  const movedIm = mono.map((value, n) => -2 * value * Math.sin(turn * n));
  const length = Math.floor(mono.length / TRACK_STEP);
  const track = { re: new Float64Array(length), im: new Float64Array(length) };
  for (let n = 0; n < length; n++) {
    const first = n * TRACK_STEP - reach;
    const end = Math.min(taps.length, mono.length - first);
    let [re, im] = [0, 0];
    for (let k = Math.max(0, -first); k < end; k++) {
      re += taps[k]! * movedRe[first + k]!;
      im += taps[k]! * movedIm[first + k]!;
    }
    track.re[n] = re;
    track.im[n] = im;
  }
  return track;
}

/** A windowed sinc (Hann) that passes 0 Hz unchanged. `cutoff` in cycles per sample, where it is 6 dB down. */
function lowPass(cutoff: number, length: number): Float64Array {
  const middle = (length - 1) / 2;
  const taps = Float64Array.from({ length }, (_, k) => {
    const x = k - middle;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((2 * Math.PI * x) / (length + 1)));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}
