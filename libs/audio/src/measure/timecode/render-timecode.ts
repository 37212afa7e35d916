import { CHANNELS, SAMPLE_RATE_HZ } from '../../constants';
import { TIMECODE_AMPLITUDE, TIMECODE_SWING_HZ, type TimecodeBand, type TimecodeTone, timecodeTones } from './timecode-layout';

/**
 * A signal from which the place in it can be read wherever one listens in: two tones that swing in frequency, without a
 * break in phase, the same on both channels, −12 dBFS at most.
 *
 * @param fromSeconds where in the code it begins
 * @returns interleaved stereo at 48 kHz
 */
export function renderTimecode(band: TimecodeBand, seconds: number, fromSeconds = 0): Float32Array {
  const pcm = new Float32Array(Math.round(seconds * SAMPLE_RATE_HZ) * CHANNELS);
  for (let i = 0; i < pcm.length; i += CHANNELS) {
    const at = fromSeconds + i / CHANNELS / SAMPLE_RATE_HZ;
    let sum = 0;
    for (const tone of timecodeTones[band]) sum += Math.sin(phaseAt(tone, at));
    pcm[i] = pcm[i + 1] = (sum * TIMECODE_AMPLITUDE) / 2;
  }
  return pcm;
}

/** Phase of a tone of the code, radians: the integral of its frequency, a parabola up and one down in each period. */
export function phaseAt({ centreHz, periodSeconds }: TimecodeTone, seconds: number): number {
  const place = (seconds / periodSeconds) % 1;
  const swing = place < 0.5 ? 2 * place ** 2 - place : 3 * place - 2 * place ** 2 - 1;
  return 2 * Math.PI * (centreHz * seconds + TIMECODE_SWING_HZ * periodSeconds * swing);
}
