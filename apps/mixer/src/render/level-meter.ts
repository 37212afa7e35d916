const FRAMES_PER_SECOND = 50;
const SILENCE_DB = -60;
/** Stands for digital silence, so that numbers stay finite on the wire. */
const NOTHING_DB = -200;

/** RMS of the last second of frames of 20 ms, and for how long that has been next to nothing. */
export class LevelMeter {
  readonly #powers = new Float64Array(FRAMES_PER_SECOND);
  #at = 0;
  silentForMs = 0;
  rmsDb = NOTHING_DB;

  add(frame: Float32Array): void {
    let power = 0;
    for (let i = 0; i < frame.length; i++) power += frame[i]! * frame[i]!;
    this.#powers[this.#at] = power / frame.length;
    this.#at = (this.#at + 1) % FRAMES_PER_SECOND;
    let sum = 0;
    for (let i = 0; i < FRAMES_PER_SECOND; i++) sum += this.#powers[i]!;
    this.rmsDb = Math.max(NOTHING_DB, 10 * Math.log10(sum / FRAMES_PER_SECOND));
    this.silentForMs = this.rmsDb < SILENCE_DB ? this.silentForMs + 1000 / FRAMES_PER_SECOND : 0;
  }
}
