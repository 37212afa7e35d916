import { FRAME_SAMPLES, dbToGain, meanSquare } from '@longwave/audio';
import { OUTPUT_SILENCE_LIMIT_MS } from '@longwave/contracts';
import type { EngineEvent, EngineSettings } from './engine-events';
import { LevelMeter, NOTHING_DB, SilenceRule } from './level-meter';
import { SilenceWatch } from './silence-watch';
import type { Upcoming } from './upcoming-items';
import type { Voice } from './voice';

/** How loud a channel is, in dBFS over the last second; −200 for digital silence. */
export interface Levels {
  output: number;
  /** How long the output has been silent although no silence was asked for. */
  outputSilentForMs: number;
  /** What is on the air, before fades and limiter. */
  tier: number;
  /** A streamer who is heard only inwardly because he was silent for too long. */
  demotedLive: number | undefined;
}

type Heard = { kind: 'silence' } | { kind: 'noise' | 'live'; voice: Voice } | { kind: 'file'; voice: Voice; item: Upcoming['item'] };

/** Meters of the tiers and of the output, and what is told of their silences. */
export class EngineLevels {
  readonly liveRule = new SilenceRule();
  readonly #fileRule = new SilenceRule();
  readonly #outputRule = new SilenceRule();
  readonly #output = new LevelMeter(this.#outputRule);
  readonly #watch: SilenceWatch;
  #isSilenceRequested = false;
  #held: { key: string; sinceSample: number } | undefined;

  constructor(settings: EngineSettings, tell: (event: EngineEvent) => void) {
    this.#watch = new SilenceWatch(tell);
    this.set(settings);
  }

  set({ silenceThresholdDbfs, silenceLimitMs, liveSilenceLimitMs, isSilenceRequested }: EngineSettings): void {
    this.liveRule.set(silenceThresholdDbfs, liveSilenceLimitMs);
    this.#fileRule.set(silenceThresholdDbfs, silenceLimitMs);
    this.#outputRule.set(silenceThresholdDbfs, OUTPUT_SILENCE_LIMIT_MS);
    this.#isSilenceRequested = isSilenceRequested;
  }

  /** A new meter for a file or for noise. */
  forFile(): LevelMeter {
    return new LevelMeter(this.#fileRule);
  }

  /** A new meter for a streamer. */
  forLive(): LevelMeter {
    return new LevelMeter(this.liveRule);
  }

  /** The frame that was just rendered. `live`: the streamer's level, on the air or not. */
  look(bus: Float32Array, { playing, live, sample }: { playing: Heard; live: LevelMeter | undefined; sample: number }): void {
    this.#output.add(meanSquare(bus));
    if (this.#isSilenceRequested) {
      this.#output.forgive();
      this.#watch.end('output', sample, this.#output.rmsDb);
    }
    this.#watch.look('output', this.#output, sample);
    if (playing.kind === 'file') this.#watch.look(playing.item.tier, playing.voice.level, sample);
    if (live) this.#watch.look('live', live, sample);
    else this.#watch.end('live', sample, NOTHING_DB);
  }

  /**
   * Whether an item is held back: its tier was left for its silence, and as far as it is decoded it is silent as well.
   * Else a playlist of silent files would be dead air, a few seconds of each.
   */
  isHeldBack(next: Upcoming | undefined): boolean {
    const power = next?.source?.isReady === true ? next.source.loudestPower : undefined;
    return next !== undefined && power !== undefined && this.#watch.isSilent(next.item.tier) && power * dbToGain(next.item.gainDb) ** 2 < this.#fileRule.power;
  }

  /** Whether an item has been held back for as long as a silence may last, so that what comes after it gets its turn. */
  isToBePassedOver(next: Upcoming | undefined, sample: number): boolean {
    if (!next || !this.isHeldBack(next)) this.#held = undefined;
    else if (this.#held?.key !== next.item.key) this.#held = { key: next.item.key, sinceSample: sample };
    return this.#held !== undefined && sample - this.#held.sinceSample > this.#fileRule.limit * FRAME_SAMPLES;
  }

  report(playing: Heard, live: LevelMeter | undefined): Levels {
    return {
      output: this.#output.rmsDb,
      outputSilentForMs: this.#output.silentForMs,
      tier: playing.kind === 'silence' ? NOTHING_DB : playing.voice.level.rmsDb,
      demotedLive: playing.kind !== 'live' && live?.isSilent === true ? live.rmsDb : undefined,
    };
  }
}
