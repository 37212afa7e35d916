import { LevelMeter } from './level-meter';
import type { SilenceRule } from './level-meter';
import type { PcmSource } from './pcm-source';
import { Voice } from './voice';

interface Seated {
  sessionId: string;
  voice: Voice;
}

/** Where a streamer's sound waits until it is ready to go on the air. */
export class LiveSeat {
  readonly #rule: SilenceRule;
  #seated: Seated | undefined;

  /** @param rule how long a streamer may be silent */
  constructor(rule: SilenceRule) {
    this.#rule = rule;
  }

  get isFree(): boolean {
    return this.#seated === undefined;
  }

  /** What the choice of the next transition has to know. */
  get candidate(): { isReady: boolean } | undefined {
    if (!this.#seated) return undefined;
    return { isReady: !this.#seated.voice.level.isSilent && this.#seated.voice.source.isReady };
  }

  /** The level of who sits here; it stands still unless he was demoted for his silence. */
  get level(): LevelMeter | undefined {
    return this.#seated?.voice.level;
  }

  offer(sessionId: string, source: PcmSource): void {
    this.#seated?.voice.source.stop();
    this.#seated = { sessionId, voice: new Voice(source, 0, new LevelMeter(this.#rule)) };
  }

  /** Lets one go that is not to be heard any more. */
  withdraw(sessionId: string): void {
    if (this.#seated?.sessionId !== sessionId) return;
    this.#seated.voice.source.stop();
    this.#seated = undefined;
  }

  /** One that was on the air waits for its next turn: until it is ready again, or until it sounds again. */
  takeBack(sessionId: string, { source, level }: Voice): void {
    this.#seated = { sessionId, voice: new Voice(source, 0, level) };
  }

  /** Gives it away, to be put on the air. */
  take(): { sessionId: string; voice: Voice } | undefined {
    const seated = this.#seated;
    this.#seated = undefined;
    return seated && { sessionId: seated.sessionId, voice: seated.voice };
  }

  /**
   * One frame of time goes by. A source that was demoted for its silence is played unheard, so that its streamer is not
   * held up, until it makes itself heard; one that ended without ever becoming ready leaves.
   */
  drain(scratch: Float32Array): void {
    const seated = this.#seated;
    if (!seated) return;
    const { source } = seated.voice;
    if (seated.voice.level.isSilent) seated.voice.drain(scratch);
    if (!source.hasEnded || source.isReady) return;
    source.stop();
    this.#seated = undefined;
  }

  stop(): void {
    this.#seated?.voice.source.stop();
    this.#seated = undefined;
  }
}
