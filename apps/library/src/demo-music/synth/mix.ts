import { SAMPLE_RATE_HZ } from '@longwave/audio';

const RATE_HZ = SAMPLE_RATE_HZ;
const DUCK_STEP_FRAMES = 32;
const DUCK_TIME_S = 0.13;

/** How loud an instrument goes where; linear. */
export interface Levels {
  readonly dry: number;
  readonly reverb: number;
  readonly delay: number;
  /** Whether it makes room for the kick. */
  readonly isDucked: boolean;
}

/** The desk: everything that plays is added up here, on the way to the ears, to the reverb and to the delay. */
export class Mix {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly reverbLeft: Float32Array;
  readonly reverbRight: Float32Array;
  readonly delay: Float32Array;
  private readonly duck: Float32Array;

  constructor(readonly frames: number) {
    this.left = new Float32Array(frames);
    this.right = new Float32Array(frames);
    this.reverbLeft = new Float32Array(frames);
    this.reverbRight = new Float32Array(frames);
    this.delay = new Float32Array(frames);
    this.duck = new Float32Array(Math.ceil(frames / DUCK_STEP_FRAMES) + 1).fill(1);
  }

  /** Makes room for kicks at these times. @param depth 0 none, 1 silence under the stroke */
  duckUnder(kicksS: readonly number[], depth: number): void {
    const stepsPerS = RATE_HZ / DUCK_STEP_FRAMES;
    for (const kickS of kicksS) {
      const first = Math.floor(kickS * stepsPerS);
      for (let step = first; step < first + stepsPerS * DUCK_TIME_S * 4 && step < this.duck.length; step += 1) {
        const gain = 1 - depth * Math.exp(-(step - first) / (stepsPerS * DUCK_TIME_S));
        this.duck[step] = Math.min(this.duck[step] ?? 1, gain);
      }
    }
  }

  /** Adds one frame of one voice. Frames beyond the end are lost. */
  add(frame: number, left: number, right: number, levels: Levels): void {
    if (frame < 0 || frame >= this.frames) return;
    const gain = levels.isDucked ? (this.duck[(frame / DUCK_STEP_FRAMES) | 0] ?? 1) : 1;
    const l = left * gain;
    const r = right * gain;
    this.left[frame] = (this.left[frame] ?? 0) + l * levels.dry;
    this.right[frame] = (this.right[frame] ?? 0) + r * levels.dry;
    this.reverbLeft[frame] = (this.reverbLeft[frame] ?? 0) + l * levels.reverb;
    this.reverbRight[frame] = (this.reverbRight[frame] ?? 0) + r * levels.reverb;
    this.delay[frame] = (this.delay[frame] ?? 0) + (l + r) * levels.delay;
  }
}

/** Gains that place a voice between the loudspeakers, its power the same everywhere. */
export function panGains(pan: number): { left: number; right: number } {
  const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4;
  return { left: Math.cos(angle), right: Math.sin(angle) };
}
