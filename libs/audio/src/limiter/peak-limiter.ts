import { CHANNELS, SAMPLE_RATE_HZ } from '../constants';
import { dbToGain } from '../levels/decibels';

/** Level that no sample leaving the limiter passes. */
export const LIMITER_CEILING_DBFS = -1;

/**
 * Gains are worked out once per step of 24 frames (0.5 ms) and run in straight lines between, which costs a tenth of a
 * gain for each sample and sounds the same: the steepest line still takes as long as a 1 kHz half wave.
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
const LARGEST_FLOAT32 = 3.4028234663852886e38;

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
    let at = this.#frame * CHANNELS;
    let highest = this.#stepPeak;
    for (let i = from * CHANNELS, end = (from + count) * CHANNELS; i < end; i++, at++) {
      let sample = block[i]!;
      const size = sample < 0 ? -sample : sample;
      if (size > highest && size <= LARGEST_FLOAT32) highest = size;
      else if (!(size <= LARGEST_FLOAT32)) sample = 0;
      block[i] = delay[at]!;
      delay[at] = sample;
    }
    this.#stepPeak = highest;
  }

  /** As #pass, with what leaves multiplied by the line from one corner of the gain to the next. */
  #scale(block: Float32Array, from: number, count: number, intoStep: number): void {
    const start = from * CHANNELS;
    this.#pass(block, from, count);
    const slope = (this.#lineTo - this.#lineFrom) / STEP_FRAMES;
    for (let frame = 0; frame < count; frame++) {
      const gain = this.#lineFrom + slope * (intoStep + frame);
      const left = start + frame * CHANNELS;
      block[left] = clampToCeiling(block[left]! * gain);
      block[left + 1] = clampToCeiling(block[left + 1]! * gain);
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

/** Takes back what rounding in the gain's line may add; the line itself keeps every sample at or under the ceiling. */
function clampToCeiling(sample: number): number {
  return sample > CEILING ? CEILING : sample < -CEILING ? -CEILING : sample;
}
