import { ArrivalClock } from '@longwave/audio';
import { PACKET_SAMPLES, endSample } from '@longwave/contracts';
import type { FrameMessage } from '@longwave/contracts';

/** An Opus packet of the programme that waits for its turn. */
export interface WaitingPacket {
  bytes: Uint8Array;
  epoch: number;
  startsClean: boolean;
}

/** An epoch is forgotten after this long without frames. */
export const EPOCH_MEMORY_MS = 2_000;
/** What a mixer keeps for a resend: nothing farther from the next sample can ever join up with it. */
export const REACH_SAMPLES = 480_000;
/** Packets kept from before the next sample, for a decoder to warm up with. */
const LEAD_PACKETS = 5;

/** What became of a channel's frames (packets of 20 ms), since the start; they only grow. */
export interface FrameCounts {
  /** That left, as programme or as filler. */
  due: number;
  /** Of the programme that had not come when they were due. */
  missed: number;
  /** For which filler left: those missed, and all before there was a programme. */
  filled: number;
  /** That came because they were asked for, and were needed. */
  resent: number;
  /** That came after filler had taken their place. */
  late: number;
}

/** One sample count: what has come of it, and which mixer's packets count where. */
export class ProgrammeLine {
  readonly clock = new ArrivalClock();
  readonly #epochs = new Map<number, { firstSample: number; lastSeenMs: number }>();
  readonly #waiting = new Map<number, WaitingPacket>();
  readonly #unheard = new Map<number, Uint8Array>();
  /** Samples whose packets were given up, as far back as a resend reaches. */
  readonly #skipped = new Set<number>();
  /** The next sample to leave; undefined until the line is taken into use. */
  nextSample: number | undefined;
  /** The sample after the last one that came. */
  receivedEnd = 0;
  lastSeenMs = Number.NEGATIVE_INFINITY;

  constructor(readonly timelineId: string, private readonly counts: FrameCounts = { due: 0, missed: 0, filled: 0, resent: 0, late: 0 }) {}

  /** Takes what counts of a message. Whatever lies before `nextSample` is too late. */
  receive(message: FrameMessage, nowMs: number, isResent = false): void {
    const { epoch, firstSample } = message;
    const end = endSample(message);
    this.lastSeenMs = nowMs;
    this.receivedEnd = Math.max(this.receivedEnd, end);
    this.#see(epoch, firstSample, nowMs);
    if (!this.#isOutranked(epoch, end - PACKET_SAMPLES, nowMs)) this.clock.observe(end, nowMs);
    message.packets.forEach((bytes, i) => {
      const sample = firstSample + i * PACKET_SAMPLES;
      if (this.#isOutranked(epoch, sample, nowMs)) return;
      if (this.nextSample !== undefined && sample < this.nextSample) {
        if (this.#skipped.delete(sample)) this.counts.late += 1;
        if (sample >= this.nextSample - LEAD_PACKETS * PACKET_SAMPLES) this.#unheard.set(sample, bytes);
        return;
      }
      const rival = this.#waiting.get(sample);
      if (rival && rival.epoch >= epoch && this.#epochs.has(rival.epoch)) return;
      if (isResent && !rival) this.counts.resent += 1;
      this.#waiting.set(sample, { bytes, epoch, startsClean: message.startsClean && i === 0 });
    });
    if (this.nextSample === undefined) this.#dropBefore(this.receivedEnd - REACH_SAMPLES);
  }

  /** The highest epoch that sends at the moment; 0 for none. */
  highestEpoch(nowMs: number): number {
    this.#forget(nowMs);
    return Math.max(0, ...this.#epochs.keys());
  }

  /** Gives the packet at `nextSample`, if it is there, and goes on to the next. */
  take(): WaitingPacket | undefined {
    if (this.nextSample === undefined) return undefined;
    const packet = this.#waiting.get(this.nextSample);
    if (packet) this.#goOn(this.nextSample);
    return packet;
  }

  /** Gives up the packet at `nextSample`. */
  skip(): void {
    if (this.nextSample === undefined) return;
    this.counts.missed += 1;
    this.#skipped.add(this.nextSample);
    for (const old of this.#skipped) {
      if (old >= this.nextSample - REACH_SAMPLES) break;
      this.#skipped.delete(old);
    }
    this.#goOn(this.nextSample);
  }

  /** Packets that came too late to be heard and lie right before `sample`, oldest first. */
  leadBefore(sample: number): Uint8Array[] {
    const lead: Uint8Array[] = [];
    for (let at = sample - PACKET_SAMPLES; ; at -= PACKET_SAMPLES) {
      const bytes = this.#unheard.get(at);
      if (bytes === undefined) return lead;
      lead.unshift(bytes);
    }
  }

  get hasWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Takes the line into use at the beginning of its last unbroken run, at most `maxSamples` before the newest sample. */
  begin(maxSamples: number): void {
    const newest = Math.max(...this.#waiting.keys());
    let first = newest;
    const oldest = newest + PACKET_SAMPLES - maxSamples;
    while (first - PACKET_SAMPLES >= oldest && this.#waiting.has(first - PACKET_SAMPLES)) first -= PACKET_SAMPLES;
    this.nextSample = first;
    this.#dropBefore(first);
  }

  #goOn(sample: number): void {
    this.#waiting.delete(sample);
    this.nextSample = sample + PACKET_SAMPLES;
    for (const old of this.#unheard.keys()) {
      if (old < this.nextSample - LEAD_PACKETS * PACKET_SAMPLES) this.#unheard.delete(old);
    }
  }

  #see(epoch: number, firstSample: number, nowMs: number): void {
    this.#forget(nowMs);
    const known = this.#epochs.get(epoch);
    this.#epochs.set(epoch, { firstSample: Math.min(firstSample, known?.firstSample ?? firstSample), lastSeenMs: nowMs });
    if (known && known.firstSample <= firstSample) return;
    // It rules from its first sample on, even where its own packet is still missing: that one is asked for again.
    for (const [sample, packet] of this.#waiting) {
      if (packet.epoch < epoch && sample >= firstSample) this.#waiting.delete(sample);
    }
  }

  #forget(nowMs: number): void {
    for (const [epoch, { lastSeenMs }] of this.#epochs) {
      if (nowMs - lastSeenMs > EPOCH_MEMORY_MS) this.#epochs.delete(epoch);
    }
  }

  #isOutranked(epoch: number, sample: number, nowMs: number): boolean {
    for (const [other, { firstSample, lastSeenMs }] of this.#epochs) {
      if (other > epoch && firstSample <= sample && nowMs - lastSeenMs <= EPOCH_MEMORY_MS) return true;
    }
    return false;
  }

  #dropBefore(sample: number): void {
    for (const old of this.#waiting.keys()) if (old < sample) this.#waiting.delete(old);
  }
}
