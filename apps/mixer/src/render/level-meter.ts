/** The meter is fed once for each frame of 20 ms. */
const FRAMES_PER_SECOND = 50;
const FRAME_MS = 1000 / FRAMES_PER_SECOND;
/** Stands for digital silence, so that numbers stay finite on the wire. */
export const NOTHING_DB = -200;
/** Half a second of sound, no second of quiet between, ends a silence: a click or a plug that is pulled does not. */
const SOUND_FRAMES = FRAMES_PER_SECOND / 2;
/** A second with less sound in it is silent however loud that was: a line that crackles is a dead line. */
const FEWEST_LOUD_FRAMES = FRAMES_PER_SECOND / 10;

/** What counts as silence, and how long it may last. Shared by all meters it is for, and changed in place. */
export class SilenceRule {
  /** Mean square under which sound is silence. */
  power = 0;
  /** Frames; 0 for ever. What is not a number, because the setting is not known yet, never comes true either. */
  limit = 0;

  /** @param limitMs 0 for ever */
  set(thresholdDbfs: number, limitMs: number): void {
    this.power = 10 ** (thresholdDbfs / 10);
    this.limit = limitMs / FRAME_MS;
  }
}

/**
 * The level of a sound: RMS of its last second, and whether it has been silent for too long. RMS of a second rather than
 * peaks, so that hum, hiss and a single pop are the silence that people hear, and the soft end of a note is none.
 */
export class LevelMeter {
  /** Silent for longer than its rule allows, and has not sounded since. */
  isSilent = false;
  /** For how long it has been silent; goes on until it sounds again for good. */
  silentFrames = 0;
  readonly #rule: SilenceRule;
  readonly #powers = new Float64Array(FRAMES_PER_SECOND);
  #frames = 0;
  #power = 0;
  #loudFrames = 0;
  #quietFrames = 0;
  #soundFrames = 0;

  constructor(rule: SilenceRule) {
    this.#rule = rule;
  }

  /** dBFS; −200 for digital silence and before the first frame. */
  get rmsDb(): number {
    return this.#frames === 0 ? NOTHING_DB : Math.max(NOTHING_DB, 10 * Math.log10(this.#power));
  }

  get silentForMs(): number {
    return this.silentFrames * FRAME_MS;
  }

  /** It gave half a second of sound lately. */
  get isSounding(): boolean {
    return this.#soundFrames >= SOUND_FRAMES;
  }

  /** @param power mean square of the next frame */
  add(power: number): void {
    const at = this.#frames % FRAMES_PER_SECOND;
    const known = Number.isFinite(power) ? power : 0;
    this.#powers[at] = known;
    this.#frames += 1;
    this.#measure();
    this.#count(known < this.#rule.power);
    if (this.isSilent) this.isSilent = this.#rule.limit > 0 && !this.isSounding;
    else if (this.#rule.limit > 0 && this.silentFrames > this.#rule.limit) this.#fallSilent();
  }

  /** What was silent so far is as it should be. */
  forgive(): void {
    this.isSilent = false;
    this.silentFrames = this.#quietFrames = 0;
  }

  /** Summed anew each time: differences would leave a rest of what was loud in what is silent. */
  #measure(): void {
    let sum = 0;
    let loud = 0;
    for (let i = 0; i < FRAMES_PER_SECOND; i++) {
      const power = this.#powers[i]!;
      sum += power;
      if (power >= this.#rule.power) loud += 1;
    }
    this.#power = sum / Math.min(FRAMES_PER_SECOND, this.#frames);
    this.#loudFrames = loud;
  }

  #count(isQuiet: boolean): void {
    const isLow = this.#power < this.#rule.power;
    this.#quietFrames = isQuiet ? this.#quietFrames + 1 : 0;
    if (this.#quietFrames >= FRAMES_PER_SECOND) this.#soundFrames = 0;
    else if (!isQuiet && !isLow) this.#soundFrames += 1;
    const goesOn = this.isSilent ? !this.isSounding : isLow || this.#loudFrames < FEWEST_LOUD_FRAMES;
    // The second still remembers what was loud: the quiet since then counts once the second has become silent.
    this.silentFrames = goesOn ? Math.max(this.silentFrames + 1, this.#quietFrames) : 0;
  }

  #fallSilent(): void {
    this.isSilent = true;
    this.#soundFrames = 0;
  }
}
