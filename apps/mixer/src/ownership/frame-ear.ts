import { ArrivalClock, SAMPLE_RATE_HZ } from '@longwave/audio';
import { decodeFrameMessage, endSample } from '@longwave/contracts';
import type { FrameMessage } from '@longwave/contracts';
import type { RecentSound } from '../channels/recent-sound';
import type { KnownPosition } from '../timeline/find-start';

/** What is remembered of the sound: two seconds. */
const KEPT_SAMPLES = 2 * SAMPLE_RATE_HZ;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** What a standby knows of a channel. */
export interface HeardChannel extends KnownPosition {
  timelineId: string;
  sound: RecentSound;
}

/**
 * A standby's ear on a channel. The frames are the owner's heartbeat, and they tell where to go on: the sample after the
 * last one, by a clock that no administrator sets. Times are of one monotonic clock, in milliseconds.
 */
export class FrameEar {
  #clock = new ArrivalClock();
  #messages: FrameMessage[] = [];
  #heardAtMs: number;

  constructor(nowMs: number) {
    this.#heardAtMs = nowMs;
  }

  /** When the last frame came, or since when they are listened for. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Of the last frames; 0 when none were heard. */
  get lastEpoch(): number {
    return this.#messages.at(-1)?.epoch ?? 0;
  }

  /** Another has just become the owner: he gets until then to be heard. */
  grant(untilMs: number): void {
    this.#heardAtMs = Math.max(this.#heardAtMs, untilMs);
  }

  /** Takes a frame message as it came; anything else counts as a sign of life too, since only an owner sends here. */
  hear(bytes: Uint8Array, nowMs: number): void {
    this.#heardAtMs = nowMs;
    // The connection uses its memory again.
    const message = decodeFrameMessage(Uint8Array.from(bytes));
    if (message) this.#take(message, nowMs);
  }

  /** All of it so far; undefined when nothing was heard. */
  heard(nowMs: number): HeardChannel | undefined {
    const last = this.#messages.at(-1);
    if (!last) return undefined;
    return {
      timelineId: last.timelineId,
      nextSample: endSample(last),
      nowSample: this.#clock.dueSample(nowMs),
      sound: { endSample: endSample(last), packets: this.#messages.flatMap(({ packets }) => packets) },
    };
  }

  #take(message: FrameMessage, nowMs: number): void {
    const last = this.#messages.at(-1);
    // A lower epoch is one that was replaced and does not know it yet.
    if (last && (message.epoch < last.epoch || (message.epoch === last.epoch && message.firstSample < endSample(last)))) return;
    const goesOn = last?.timelineId === message.timelineId && message.firstSample === endSample(last);
    if (!goesOn) this.#messages = [];
    if (last && last.timelineId !== message.timelineId) this.#clock = new ArrivalClock();
    this.#messages.push(message);
    this.#clock.observe(endSample(message) + (message.lagMs ?? 0) * SAMPLES_PER_MS, nowMs);
    while ((this.#messages[0]?.firstSample ?? 0) < endSample(message) - KEPT_SAMPLES) this.#messages.shift();
  }
}
