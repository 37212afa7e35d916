import { SAMPLE_RATE_HZ, dominantFrequencyHz, goertzelDb, rmsDb } from '@longwave/audio';

/** Something that can be recognised in a tenth of a second of sound. */
export interface Sound {
  readonly name: string;
  /** @param pcm interleaved stereo at 48 kHz */
  isIn(pcm: Float32Array): boolean;
}

/** A steady tone that is the strongest there is, and within 3 dB all there is. */
export function tone(hz: number, { toleranceHz = 6 } = {}): Sound {
  return {
    name: `tone of ${hz} Hz`,
    isIn(pcm) {
      const level = rmsDb(pcm);
      if (level < -60 || Math.abs(dominantFrequencyHz(pcm) - hz) > toleranceHz) return false;
      return goertzelDb(pcm, dominantFrequencyHz(pcm)) - 3.01 > level - 3;
    },
  };
}

/** White noise: loud throughout, and no tone in it stands out. */
export function noise(): Sound {
  return {
    name: 'noise',
    isIn(pcm) {
      const half = pcm.length >> 2 << 1;
      // The end of a tone has a broad spectrum too, but not as much sound after it as before.
      if (rmsDb(pcm) < -40 || Math.abs(rmsDb(pcm.subarray(0, half)) - rmsDb(pcm.subarray(half))) > 3) return false;
      return goertzelDb(pcm, dominantFrequencyHz(pcm)) - 3.01 < rmsDb(pcm) - 6;
    },
  };
}

/** Anything that can be heard: over −50 dBFS. */
export function anySound(): Sound {
  return { name: 'any sound', isIn: (pcm) => rmsDb(pcm) > -50 };
}

/** Nothing that can be heard: under −60 dBFS. */
export function silence(): Sound {
  return { name: 'silence', isIn: (pcm) => rmsDb(pcm) < -60 };
}

/** How much sound is looked at to recognise it. */
export const lookSeconds = 0.1;
export const lookSamples = lookSeconds * SAMPLE_RATE_HZ * 2;
