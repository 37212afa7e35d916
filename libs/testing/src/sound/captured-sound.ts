import { CHANNELS, type Hole, type HoleOptions, SAMPLE_RATE_HZ, deepestHoleDb, dominantFrequencyHz, holes, largestStepDbfs, rmsDb } from '@longwave/audio';
import { type Sound, lookSamples, lookSeconds } from './tone';

/** A stretch in which one tone is the strongest. */
export interface HeardTone {
  fromSeconds: number;
  toSeconds: number;
  hz: number;
}

/** Sound that was heard, to be measured. Times are seconds from its beginning; without them the whole counts. */
export class CapturedSound {
  /** @param pcm interleaved stereo at 48 kHz, in [-1, 1] */
  constructor(readonly pcm: Float32Array) {}

  get seconds(): number {
    return this.pcm.length / CHANNELS / SAMPLE_RATE_HZ;
  }

  /** A part of it, as a sound of its own. */
  slice(fromSeconds: number, toSeconds = this.seconds): CapturedSound {
    const at = (seconds: number): number => Math.round(seconds * SAMPLE_RATE_HZ) * CHANNELS;
    return new CapturedSound(this.pcm.subarray(at(Math.max(0, fromSeconds)), at(Math.max(0, toSeconds))));
  }

  /** Level of a part in dBFS, both channels together; a full-scale sine is −3.01. */
  rmsDb(fromSeconds = 0, toSeconds = this.seconds): number {
    return rmsDb(this.slice(fromSeconds, toSeconds).pcm);
  }

  /** The deepest hole, dB under the quieter of its sides; windows of 20 ms by default. For steady sound, not for music. */
  deepestHoleDb(options: Omit<HoleOptions, 'depthDb'> = {}): number {
    return deepestHoleDb(this.pcm, options);
  }

  /** Holes deeper than 9 dB (or `depthDb`), with their places in seconds. */
  holes(options: HoleOptions = {}): (Hole & { atSeconds: number })[] {
    return holes(this.pcm, options).map((hole) => ({ ...hole, atSeconds: hole.startFrame / SAMPLE_RATE_HZ }));
  }

  /** Largest step between neighbouring samples of a channel, in dBFS. A click shows here. */
  largestStepDbfs(): number {
    return largestStepDbfs(this.pcm);
  }

  /** Where the largest step lies, in seconds. */
  largestStepAt(): number {
    let largest = 0;
    let at = 0;
    for (let i = CHANNELS; i < this.pcm.length; i++) {
      const step = Math.abs(this.pcm[i]! - this.pcm[i - CHANNELS]!);
      if (step > largest) [largest, at] = [step, i];
    }
    return at / CHANNELS / SAMPLE_RATE_HZ;
  }

  /** When something is heard for the first time after `fromSeconds`, to 20 ms; undefined when it never is. */
  firstHeard(what: Sound, fromSeconds = 0): number | undefined {
    for (let at = fromSeconds; at + lookSeconds <= this.seconds; at += 0.02) {
      if (what.isIn(this.slice(at, at + lookSeconds).pcm)) return at;
    }
    return undefined;
  }

  /** Whether something is heard in the tenth of a second around a moment. */
  isHeard(what: Sound, atSeconds: number): boolean {
    return what.isIn(this.slice(atSeconds - lookSeconds / 2, atSeconds + lookSeconds / 2).pcm);
  }

  /** The strongest tone over time, looked at every 100 ms; neighbours within 6 Hz are one stretch. Silence is 0 Hz. */
  tones(): HeardTone[] {
    const found: HeardTone[] = [];
    for (let at = 0; at + lookSamples <= this.pcm.length; at += lookSamples) {
      const hz = dominantFrequencyHz(this.pcm.subarray(at, at + lookSamples));
      const toSeconds = (at + lookSamples) / CHANNELS / SAMPLE_RATE_HZ;
      const last = found.at(-1);
      if (last && Math.abs(last.hz - hz) <= 6) last.toSeconds = toSeconds;
      else found.push({ fromSeconds: toSeconds - lookSeconds, toSeconds, hz });
    }
    return found;
  }
}
