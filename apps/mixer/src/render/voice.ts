import { CHANNELS, dbToGain, meanSquare } from '@longwave/audio';
import type { StoredFade } from '@longwave/contracts';
import { GAIN_RAMP_FRAMES } from './durations';
import type { LevelMeter } from './level-meter';
import type { PcmSource } from './pcm-source';

/** Decay of the last sample when a source runs dry at full level, per frame: over in 5 ms, which is no click. */
const DRY_DECAY = 0.985;
/** A source that ran dry comes back over this. */
const RECOVERY_FRAMES = 480;
const QUARTER_TURN = Math.PI / 2;

/**
 * How a fade goes by: evenly, or eagerly, half of it in its first quarter. Both voices of a fade go by the same course,
 * so their summed power stays the same either way.
 */
export type FadeCourse = 'even' | 'eager';
const EAGERNESS = Math.log(0.5) / Math.log(0.75);

/**
 * One programme on the bus: a source with its gain and its place in an equal-power fade. The fade is an angle that turns
 * between 0 (silent) and a quarter turn (full), gain = sin(angle); so a fade that is turned round half way goes on from
 * where it was without a step. All gains move per sample.
 */
export class Voice {
  readonly source: PcmSource;
  /** Frames read from the source so far. */
  playedFrames = 0;
  /**
   * How loud it is before any fade, at its own gain: that is what listeners hear of it, so that one threshold suits quiet
   * and loud masters alike, and a quiet passage of a quiet master is not taken for silence.
   */
  readonly level: LevelMeter;
  #angle: number;
  #angleFrom: number;
  #angleTo: number;
  #course: FadeCourse = 'even';
  #fadeFrames = 1;
  #fadeLeft = 0;
  #gain: number;
  #gainTo: number;
  #gainLeft = 0;
  #holdFrames = 0;
  #isDry = false;
  #recovery = RECOVERY_FRAMES;
  #lastLeft = 0;
  #lastRight = 0;

  /** Silent at first. */
  constructor(source: PcmSource, gainDb: number, level: LevelMeter) {
    this.source = source;
    this.level = level;
    this.#gain = this.#gainTo = dbToGain(gainDb);
    this.#angle = this.#angleFrom = this.#angleTo = 0;
  }

  /**
   * Goes on where another voice with this source was in its fade.
   *
   * @param holdFrames nothing is read or heard for so long first, a multiple of the block that is mixed
   */
  restore(fade: StoredFade, holdFrames: number): void {
    this.#angleFrom = fade.fromAngle;
    this.#angleTo = fade.toAngle;
    this.#course = fade.course;
    this.#fadeFrames = fade.frames;
    this.#fadeLeft = fade.leftFrames;
    this.#holdFrames = holdFrames;
    this.#angle = fade.leftFrames === 0 ? fade.toAngle : this.#angleWhen(fade.leftFrames);
  }

  /** Its place in its fade now. */
  get fade(): StoredFade {
    return { fromAngle: this.#angleFrom, toAngle: this.#angleTo, frames: this.#fadeFrames, leftFrames: this.#fadeLeft, course: this.#course };
  }

  fadeIn(frames: number, course: FadeCourse = 'even'): void {
    this.#turnTo(QUARTER_TURN, frames, course);
  }

  fadeOut(frames: number, course: FadeCourse = 'even'): void {
    this.#turnTo(0, frames, course);
  }

  /** Makes a running fade out end within so many frames; one that ends sooner stays. */
  hurryOut(frames: number): void {
    if (this.#angleTo !== 0 || this.#fadeLeft > frames) this.fadeOut(frames);
  }

  setGainDb(gainDb: number): void {
    const gain = dbToGain(gainDb);
    if (gain === this.#gainTo) return;
    this.#gainTo = gain;
    this.#gainLeft = GAIN_RAMP_FRAMES;
  }

  get isFading(): boolean {
    return this.#fadeLeft > 0;
  }

  /** It has faded out and gives nothing more. */
  get isOver(): boolean {
    return this.#angleTo === 0 && this.#fadeLeft === 0;
  }

  /**
   * Adds the next frames to the bus.
   *
   * @param scratch as long as `bus`; what is in it is lost
   */
  mixInto(bus: Float32Array, scratch: Float32Array): void {
    const frames = bus.length / CHANNELS;
    if (this.#holdFrames > 0) {
      this.#holdFrames -= frames;
      this.#fadeLeft = Math.max(0, this.#fadeLeft - frames);
      return;
    }
    const read = this.source.read(scratch);
    this.playedFrames += read;
    this.#listen(scratch, read);
    if (read < frames) this.#dryOut(scratch, read, frames);
    else if (this.#isDry || this.#recovery < RECOVERY_FRAMES) this.#recover(scratch, frames);
    this.#lastLeft = scratch[(frames - 1) * CHANNELS]!;
    this.#lastRight = scratch[(frames - 1) * CHANNELS + 1]!;
    if (this.#gainLeft > 0) this.#rampGain(scratch, frames);
    else if (this.#gain !== 1) for (let i = 0; i < scratch.length; i++) scratch[i]! *= this.#gain;
    if (this.#fadeLeft > 0) this.#fade(scratch, frames);
    else if (this.isOver) return;
    for (let i = 0; i < bus.length; i++) bus[i]! += scratch[i]!;
  }

  /** Reads and listens, and is not heard: a live source that was silent too long goes on in time this way. */
  drain(scratch: Float32Array): void {
    const read = this.source.read(scratch);
    this.playedFrames += read;
    this.#listen(scratch, read);
  }

  #turnTo(angle: number, frames: number, course: FadeCourse): void {
    this.#angleFrom = this.#angle;
    this.#angleTo = angle;
    this.#course = course;
    this.#fadeFrames = this.#fadeLeft = Math.max(1, Math.round(frames));
  }

  /** Where the fade is when so much of it is left. */
  #angleWhen(fadeLeft: number): number {
    const left = Math.min(1, fadeLeft / this.#fadeFrames);
    const progress = this.#course === 'even' ? 1 - left : 1 - left ** EAGERNESS;
    return this.#angleFrom + (this.#angleTo - this.#angleFrom) * progress;
  }

  #listen(scratch: Float32Array, read: number): void {
    // A source that gives nothing has stalled, which is another thing than silence.
    if (read > 0) this.level.add(meanSquare(scratch, read * CHANNELS) * this.#gain * this.#gain);
  }

  /** A source that runs dry at full level would click: its last sample dies away instead. */
  #dryOut(scratch: Float32Array, from: number, frames: number): void {
    this.#isDry = true;
    let left = from > 0 ? scratch[(from - 1) * CHANNELS]! : this.#lastLeft;
    let right = from > 0 ? scratch[(from - 1) * CHANNELS + 1]! : this.#lastRight;
    for (let i = from * CHANNELS; i < frames * CHANNELS; i += CHANNELS) {
      scratch[i] = left *= DRY_DECAY;
      scratch[i + 1] = right *= DRY_DECAY;
    }
  }

  #recover(scratch: Float32Array, frames: number): void {
    if (this.#isDry) this.#recovery = 0;
    this.#isDry = false;
    for (let frame = 0; frame < frames && this.#recovery < RECOVERY_FRAMES; frame++, this.#recovery++) {
      const gain = this.#recovery / RECOVERY_FRAMES;
      scratch[frame * CHANNELS]! *= gain;
      scratch[frame * CHANNELS + 1]! *= gain;
    }
  }

  #rampGain(scratch: Float32Array, frames: number): void {
    for (let frame = 0; frame < frames; frame++) {
      if (this.#gainLeft > 0) {
        this.#gain += (this.#gainTo - this.#gain) / this.#gainLeft;
        this.#gainLeft -= 1;
      }
      scratch[frame * CHANNELS]! *= this.#gain;
      scratch[frame * CHANNELS + 1]! *= this.#gain;
    }
    if (this.#gainLeft === 0) this.#gain = this.#gainTo;
  }

  /** The sine is turned on by rotation, two products a frame instead of a call of Math.sin. */
  #fade(scratch: Float32Array, frames: number): void {
    const count = Math.min(frames, this.#fadeLeft);
    const angle = this.#angleWhen(this.#fadeLeft - count);
    const step = (angle - this.#angle) / count;
    const [stepSin, stepCos] = [Math.sin(step), Math.cos(step)];
    let [sin, cos] = [Math.sin(this.#angle), Math.cos(this.#angle)];
    for (let frame = 0; frame < count; frame++) {
      const turned = sin * stepCos + cos * stepSin;
      cos = cos * stepCos - sin * stepSin;
      sin = turned;
      scratch[frame * CHANNELS]! *= sin;
      scratch[frame * CHANNELS + 1]! *= sin;
    }
    this.#angle = angle;
    this.#fadeLeft -= count;
    if (this.#fadeLeft > 0) return;
    this.#angle = this.#angleTo;
    if (this.#angle === 0) scratch.fill(0, count * CHANNELS);
  }
}
