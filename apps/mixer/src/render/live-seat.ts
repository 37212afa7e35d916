import type { PcmSource } from './pcm-source';
import { Voice } from './voice';

interface Seated {
  sessionId: string;
  voice: Voice;
  /** It was silent for too long and stays off the air until there is sound again. */
  isDemoted: boolean;
}

/** Where a streamer's sound waits until it is ready to go on the air. */
export class LiveSeat {
  #seated: Seated | undefined;

  get isFree(): boolean {
    return this.#seated === undefined;
  }

  /** What the choice of the next transition has to know. */
  get candidate(): { isReady: boolean } | undefined {
    if (!this.#seated) return undefined;
    return { isReady: !this.#seated.isDemoted && this.#seated.voice.source.isReady };
  }

  offer(sessionId: string, source: PcmSource): void {
    this.#seated?.voice.source.stop();
    this.#seated = { sessionId, voice: new Voice(source, 0), isDemoted: false };
  }

  /** Lets one go that is not to be heard any more. */
  withdraw(sessionId: string): void {
    if (this.#seated?.sessionId !== sessionId) return;
    this.#seated.voice.source.stop();
    this.#seated = undefined;
  }

  /** One that was on the air waits for its next turn. */
  takeBack(sessionId: string, source: PcmSource, isDemoted: boolean): void {
    this.#seated = { sessionId, voice: new Voice(source, 0), isDemoted };
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
    if (seated.isDemoted) {
      seated.voice.drain(scratch);
      if (seated.voice.playedFrames > 0 && seated.voice.silentFrames === 0) seated.isDemoted = false;
    }
    if (!source.hasEnded || source.isReady) return;
    source.stop();
    this.#seated = undefined;
  }

  stop(): void {
    this.#seated?.voice.source.stop();
    this.#seated = undefined;
  }
}
