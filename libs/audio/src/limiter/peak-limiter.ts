import { CHANNELS, SAMPLE_RATE_HZ } from '../constants';
import { dbToGain } from '../levels/decibels';

/** Level that no sample leaving the limiter passes. */
export const LIMITER_CEILING_DBFS = -1;

/**
 * Gains are worked out once per step of 24 frames (0.5 ms) and run in straight lines between, which costs a tenth of a
 * gain for each sample and sounds the same: the fall to a new gain is spread over nine of them.
 */
const STEP_FRAMES = 24;
const LOOK_AHEAD_STEPS = 10;
/** One less than the look-ahead, so that both ends of a step's line already know the peak inside it (see #nextGain). */
const SMOOTHING_STEPS = LOOK_AHEAD_STEPS - 1;
const RELEASE_SECONDS = 0.1;
const RELEASE_PER_STEP = 1 - Math.exp(-STEP_FRAMES / (RELEASE_SECONDS * SAMPLE_RATE_HZ));
/** Where the release calls it done (0.0001 dB left), so that the limiter is bit-exact again soon after its work. */
const RELEASED_GAIN = 1 - 1e-5;
const DELAY_FRAMES = STEP_FRAMES * LOOK_AHEAD_STEPS;

/** The largest float32 not above −1 dBFS: samples are stored as float32 and rounding up would pass the ceiling. */
const CEILING = Math.fround(dbToGain(LIMITER_CEILING_DBFS) * (1 - 6e-8));

/**
 * Look-ahead peak limiter for interleaved stereo at 48 kHz, both channels linked.
 *
 * Promises: no sample over −1 dBFS leaves it; under the ceiling it is a bit-exact delay of `latencySamples`; the result
 * is the same whatever the sizes of the blocks; NaN and ±Infinity at the input count as 0. The gain falls smoothly
 * within the look-ahead of 5 ms and comes back with a time constant of 100 ms. It looks at samples, not between them:
 * true peaks may stand a little higher.
 */
export class PeakLimiter {
  /** Delay from input to output in samples of the channel's count (frames): 240, 5 ms. */
  readonly latencySamples = DELAY_FRAMES;

  readonly #delay = new Float32Array(DELAY_FRAMES * CHANNELS);
  /** Gain that each step still in the delay line needs, a ring. */
  readonly #needed = new Float64Array(LOOK_AHEAD_STEPS).fill(1);
  /** Last followed gains, a ring, averaged into the next corner of the gain line. */
  readonly #followed = new Float64Array(SMOOTHING_STEPS).fill(1);
  #neededAt = 0;
  #followedAt = 0;
  #follower = 1;
  #lineFrom = 1;
  #lineTo = 1;
  #stepPeak = 0;
  #frame = 0;

  /**
   * Limits a block in place; what leaves is the input of 240 frames before (silence at first).
   *
   * @param block interleaved stereo of any number of whole frames
   * @throws RangeError when the block ends in the middle of a frame
   */
  process(block: Float32Array): void {
    if (block.length % CHANNELS !== 0) throw new RangeError('a block holds whole stereo frames');
    const frames = block.length / CHANNELS;
    let done = 0;
    while (done < frames) {
      const intoStep = this.#frame % STEP_FRAMES;
      const count = Math.min(STEP_FRAMES - intoStep, frames - done);
      if (this.#lineFrom === 1 && this.#lineTo === 1) this.#pass(block, done, count);
      else this.#scale(block, done, count, intoStep);
      done += count;
      this.#frame += count;
      if (this.#frame % STEP_FRAMES === 0) this.#endStep();
    }
  }

  /** Back to the state of a new limiter: empty delay line, gain 1. */
  reset(): void {
    this.#delay.fill(0);
    this.#needed.fill(1);
    this.#followed.fill(1);
    this.#follower = this.#lineFrom = this.#lineTo = 1;
    this.#neededAt = this.#followedAt = this.#stepPeak = this.#frame = 0;
  }

  /** Swaps `count` frames with the delay line and notes their peak. */
  #pass(block: Float32Array, from: number, count: number): void {
    const delay = this.#delay;
    const begin = this.#frame * CHANNELS;
    let at = begin;
    let highest = this.#stepPeak;
    // Without branches this loop is three times as fast; Math.max lets NaN and Infinity through to the end.
    for (let i = from * CHANNELS, end = (from + count) * CHANNELS; i < end; i++, at++) {
      const sample = block[i]!;
      highest = Math.max(highest, Math.abs(sample));
      block[i] = delay[at]!;
      delay[at] = sample;
    }
    this.#stepPeak = highest < Number.POSITIVE_INFINITY ? highest : this.#silenceBroken(delay.subarray(begin, at));
  }

  /** Puts 0 in place of NaN and ±Infinity among the samples just taken in; the step's peak without them. */
  #silenceBroken(taken: Float32Array): number {
    let highest = this.#stepPeak;
    taken.forEach((sample, i) => {
      if (Number.isFinite(sample)) highest = Math.max(highest, Math.abs(sample));
      else taken[i] = 0;
    });
    return highest;
  }

  /**
   * As #pass, with what leaves multiplied by the line from one corner of the gain to the next. The line keeps every
   * sample at or under the ceiling; the clamp takes back what rounding may add.
   */
  #scale(block: Float32Array, from: number, count: number, intoStep: number): void {
    this.#pass(block, from, count);
    const slope = (this.#lineTo - this.#lineFrom) / STEP_FRAMES;
    let place = intoStep;
    for (let i = from * CHANNELS, end = i + count * CHANNELS; i < end; i += CHANNELS, place++) {
      // Multiplied anew, not summed up: rounding must not depend on where a block begins.
      const gain = this.#lineFrom + slope * place;
      block[i] = Math.max(-CEILING, Math.min(CEILING, block[i]! * gain));
      block[i + 1] = Math.max(-CEILING, Math.min(CEILING, block[i + 1]! * gain));
    }
  }

  #endStep(): void {
    if (this.#frame === DELAY_FRAMES) this.#frame = 0;
    this.#needed[this.#neededAt] = this.#stepPeak > CEILING ? CEILING / this.#stepPeak : 1;
    this.#neededAt = (this.#neededAt + 1) % LOOK_AHEAD_STEPS;
    this.#stepPeak = 0;
    this.#lineFrom = this.#lineTo;
    this.#lineTo = this.#nextGain();
  }

  /**
   * The gain at the end of the step that leaves next. The follower never stands above the least gain needed by the ten
   * steps in the delay line, so a step's need holds it down from the moment it is in until it has left; the mean of
   * nine followers then lies at or under it at the beginning and at the end of that step.
   */
  #nextGain(): number {
    const needed = this.#needed;
    let least = 1;
    for (let i = 0; i < LOOK_AHEAD_STEPS; i++) if (needed[i]! < least) least = needed[i]!;
    let follower = this.#follower;
    if (least <= follower) follower = least;
    else {
      follower += (least - follower) * RELEASE_PER_STEP;
      if (follower > RELEASED_GAIN && least === 1) follower = 1;
    }
    this.#follower = follower;
    this.#followed[this.#followedAt] = follower;
    this.#followedAt = (this.#followedAt + 1) % SMOOTHING_STEPS;
    let sum = 0;
    for (let i = 0; i < SMOOTHING_STEPS; i++) sum += this.#followed[i]!;
    return sum / SMOOTHING_STEPS;
  }
}
