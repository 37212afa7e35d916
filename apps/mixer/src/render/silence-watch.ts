import type { SilencePlace } from '@longwave/contracts';
import type { EngineEvent } from './engine-events';
import type { LevelMeter } from './level-meter';

/** Tells when a tier or the output has been silent for too long, and when it sounds again. */
export class SilenceWatch {
  readonly #tell: (event: EngineEvent) => void;
  /** The sample at which each silence that was told began. */
  readonly #since = new Map<SilencePlace, number>();

  constructor(tell: (event: EngineEvent) => void) {
    this.#tell = tell;
  }

  /** Whether a tier fell silent and nothing of it has sounded since. */
  isSilent(place: SilencePlace): boolean {
    return this.#since.has(place);
  }

  /**
   * Looks at a place once a frame. What comes next on a tier that is silent ends its silence by sounding, not by being
   * there.
   */
  look(place: SilencePlace, level: LevelMeter, sample: number): void {
    if (this.#since.has(place)) {
      if (level.isSounding && !level.isSilent) this.end(place, sample, level.rmsDb);
    } else if (level.isSilent) {
      this.#since.set(place, sample - level.silentForMs * 48);
      this.#tell({ type: 'silence-started', place, sample, rmsDb: level.rmsDb, silentForMs: level.silentForMs });
    }
  }

  /** Its silence is over, or is of no interest any more, because whoever was silent has left or silence was asked for. */
  end(place: SilencePlace, sample: number, rmsDb: number): void {
    const since = this.#since.get(place);
    if (since === undefined) return;
    this.#since.delete(place);
    this.#tell({ type: 'silence-ended', place, sample, rmsDb, silentForMs: Math.round((sample - since) / 48) });
  }
}
