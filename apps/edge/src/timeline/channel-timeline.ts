import { PACKET_SAMPLES } from '@longwave/contracts';
import type { FrameMessage } from '@longwave/contracts';
import { EPOCH_MEMORY_MS, type FrameCounts, ProgrammeLine, REACH_SAMPLES } from './programme-line';

/** What leaves next, in order; each item is one packet of 20 ms. */
export type TimelineItem =
  | {
      kind: 'programme';
      /** First sample of the packet on the edge's own count, which never stops or jumps: granule = position + 960. */
      position: number;
      bytes: Uint8Array;
      /** Can be decoded without what came before it. */
      startsClean: boolean;
      /** Which encoder made it: packets of one source in a row belong together. */
      source: string;
      /** Packets of the programme that lie right before it and were not sent, oldest first. */
      lead: Uint8Array[];
    }
  | { kind: 'filler'; position: number };

/** A frame is waited for this long; listeners hold 4 s. */
export const MAX_LATE_MS = 2_000;
/**
 * And this long while the line to the mixers is known to be down: the programme goes on behind it and comes again once it
 * is back. Listeners have a second left then, more or less.
 */
export const MAX_LATE_CUT_OFF_MS = 2_500;
/** At the start, how long the answer to the first resend is waited for. */
const GATHER_MS = 300;
/** The burst of the first listener, and a second to spare. */
const START_SAMPLES = 240_000;
const MAX_LATE_SAMPLES = MAX_LATE_MS * 48;
/** A pause between two calls of advance() longer than this was ours, not the mixer's. */
const STALL_MS = 500;
const STALL_GRACE_MS = 300;
const LONGEST_STALL_MS = 10_000;
/** The programme went backwards for good when its next sample is this far in the future. */
const MAX_EARLY_MS = 3_000;
const GAP_PATIENCE_MS = 120;
const SILENCE_PATIENCE_MS = 500;
const RESEND_EVERY_MS = 300;
const RESEND_EVERY_WHEN_AWAY_MS = 1_000;
/** Whoever is back first asks at once; a mixer that is not back yet is told of immediately by the server. */
const RESEND_EVERY_WHEN_CUT_OFF_MS = 100;

/**
 * Puts a channel's frames in order: each sample leaves exactly once, as programme or as filler.
 *
 * A missing frame is waited for until it is 2 s late, then filler takes its place and what comes later still is dropped.
 * Order is by sample, not by arrival; a higher epoch wins from its first sample on. The base (position = sample − base)
 * changes only with the timeline id, or where that could not be told from one: the programme is more than the mixer's
 * memory of 10 s away from where it should be. Time is an argument.
 */
export class ChannelTimeline {
  /** First sample of the next packet on the edge's own count. */
  nextPosition = 0;
  /** When programme left last; −∞ for never. */
  lastProgrammeMs = Number.NEGATIVE_INFINITY;
  /** What became of its frames. */
  readonly counts: FrameCounts = { due: 0, missed: 0, filled: 0, resent: 0, late: 0 };
  /** The line to the mixers is down; said by whoever holds it, and until a mixer answers again. */
  isCutOff = false;
  #line: ProgrammeLine | undefined;
  #candidate: ProgrammeLine | undefined;
  #beganMs: number | undefined;
  #lastAdvanceMs: number | undefined;
  #gatherUntilMs: number | undefined;
  #noFillerBeforeMs = Number.NEGATIVE_INFINITY;
  #gapSinceMs: number | undefined;
  #lastAskedMs = Number.NEGATIVE_INFINITY;

  /** Id of the sample count in use, and the sample at position 0; undefined until programme came. */
  get base(): { timelineId: string; sample: number } | undefined {
    const line = this.#line;
    if (line?.nextSample === undefined) return undefined;
    return { timelineId: line.timelineId, sample: line.nextSample - this.nextPosition };
  }

  /** The sample after the last one received as programme. */
  get received(): { timelineId: string; nextSample: number } | undefined {
    return this.#line && { timelineId: this.#line.timelineId, nextSample: this.#line.receivedEnd };
  }

  /** The sample up to which programme should have come by now. */
  dueSample(nowMs: number): number | undefined {
    return this.#line?.clock.dueSample(nowMs);
  }

  /** The next sample to leave, from which on a resend makes sense. */
  get wantedNext(): number | undefined {
    return this.#line?.nextSample;
  }

  /** Takes a message, live or sent again, in whatever order. */
  receive(message: FrameMessage, nowMs: number, isResent = false): void {
    if (message.firstSample % PACKET_SAMPLES !== 0) return;
    const line = this.#line;
    if (!line) {
      this.#line = new ProgrammeLine(message.timelineId, this.counts);
      this.#line.receive(message, nowMs, isResent);
      this.#gatherUntilMs ??= nowMs + GATHER_MS;
    } else if (message.timelineId === line.timelineId && !isOutOfReach(line, message)) line.receive(message, nowMs, isResent);
    else this.#receiveElsewhere(message, nowMs);
  }

  /** The first resend was answered, or nobody is there to answer: what came is all there is. */
  settle(): void {
    if (this.#line) this.#gatherUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** Everything that may leave by now. To be called at least every 100 ms. */
  advance(nowMs: number): TimelineItem[] {
    this.#noteStall(nowMs);
    this.#beganMs ??= nowMs;
    const items: TimelineItem[] = [];
    if (this.#line && this.#line.nextSample === undefined && this.#line.hasWaiting) {
      if (nowMs < (this.#gatherUntilMs ?? nowMs)) return items;
      this.#begin(this.#line, this.nextPosition === 0 ? START_SAMPLES : MAX_LATE_SAMPLES);
    }
    this.#changeLine(nowMs);
    for (;;) {
      const item = this.#takeProgramme() ?? this.#takeFiller(nowMs);
      if (!item) break;
      this.counts.due += 1;
      if (item.kind === 'programme') this.lastProgrammeMs = nowMs;
      else this.counts.filled += 1;
      items.push(item);
      this.nextPosition += PACKET_SAMPLES;
    }
    this.#noteGap(items.length > 0, nowMs);
    return items;
  }

  /** The sample from which a resend should be asked for now, if any; asking is noted. */
  resendWanted(nowMs: number): number | undefined {
    const line = this.#line;
    if (line?.nextSample === undefined) return undefined;
    const lateMs = line.clock.lateMs(line.nextSample + PACKET_SAMPLES, nowMs);
    const hasGap = this.#gapSinceMs !== undefined && nowMs - this.#gapSinceMs >= GAP_PATIENCE_MS;
    if (!hasGap && lateMs < SILENCE_PATIENCE_MS) return undefined;
    const everyMs = this.isCutOff ? RESEND_EVERY_WHEN_CUT_OFF_MS : nowMs - line.lastSeenMs > 2 * MAX_LATE_MS ? RESEND_EVERY_WHEN_AWAY_MS : RESEND_EVERY_MS;
    if (nowMs - this.#lastAskedMs < everyMs) return undefined;
    this.#lastAskedMs = nowMs;
    return line.nextSample;
  }

  #begin(line: ProgrammeLine, maxSamples: number): void {
    line.begin(maxSamples);
    this.#line = line;
    this.#gapSinceMs = undefined;
    this.#gatherUntilMs = undefined;
  }

  /** Frames of another timeline, or so far off that they can never join up. */
  #receiveElsewhere(message: FrameMessage, nowMs: number): void {
    const candidate = this.#candidate;
    const isSame = candidate?.timelineId === message.timelineId;
    const isStale = candidate !== undefined && nowMs - candidate.lastSeenMs > EPOCH_MEMORY_MS;
    if (!candidate || isStale || (!isSame && message.epoch > candidate.highestEpoch(nowMs))) {
      this.#candidate = new ProgrammeLine(message.timelineId, this.counts);
    } else if (!isSame) return;
    this.#candidate?.receive(message, nowMs);
  }

  #changeLine(nowMs: number): void {
    const line = this.#line;
    if (line?.nextSample === undefined) return;
    const candidate = this.#candidate;
    if (candidate?.hasWaiting) {
      const isHigher = candidate.timelineId !== line.timelineId && candidate.highestEpoch(nowMs) > line.highestEpoch(nowMs);
      if (isHigher || nowMs - line.lastSeenMs > EPOCH_MEMORY_MS) {
        this.#begin(candidate, MAX_LATE_SAMPLES);
        this.#candidate = undefined;
      }
    } else if (line.clock.lateMs(line.nextSample + PACKET_SAMPLES, nowMs) < -MAX_EARLY_MS && nowMs - line.lastSeenMs < STALL_MS) {
      // Its frames were dropped as late for so long that the clock follows them: it will not be back where we are.
      this.#line = new ProgrammeLine(line.timelineId, this.counts);
      this.#gatherUntilMs = undefined;
      this.#beganMs = nowMs - this.nextPosition / 48;
    }
  }

  #takeProgramme(): TimelineItem | undefined {
    const line = this.#line;
    const sample = line?.nextSample;
    if (!line || sample === undefined) return undefined;
    const lead = line.leadBefore(sample);
    const packet = line.take();
    if (!packet) return undefined;
    const { bytes, startsClean, epoch } = packet;
    const source = `${line.timelineId}/${epoch}/${sample - this.nextPosition}`;
    return { kind: 'programme', position: this.nextPosition, bytes, startsClean, source, lead };
  }

  #takeFiller(nowMs: number): TimelineItem | undefined {
    if (nowMs < this.#noFillerBeforeMs || this.#lateMs(nowMs) <= (this.isCutOff ? MAX_LATE_CUT_OFF_MS : MAX_LATE_MS)) return undefined;
    this.#line?.skip();
    return { kind: 'filler', position: this.nextPosition };
  }

  #lateMs(nowMs: number): number {
    const line = this.#line;
    if (line?.nextSample !== undefined) return line.clock.lateMs(line.nextSample + PACKET_SAMPLES, nowMs);
    // No programme yet: listeners who wait for a mixer hear filler, which runs with time.
    return nowMs - (this.#beganMs ?? nowMs) - (this.nextPosition + PACKET_SAMPLES) / 48;
  }

  /** After a stall of our own, frames wait in the socket's buffer: they get a moment to be read before they count as late. */
  #noteStall(nowMs: number): void {
    const pausedMs = nowMs - (this.#lastAdvanceMs ?? nowMs);
    this.#lastAdvanceMs = nowMs;
    if (pausedMs > STALL_MS) this.#noFillerBeforeMs = nowMs + STALL_GRACE_MS;
    if (pausedMs <= LONGEST_STALL_MS) return;
    // The machine slept: nobody waits for filler that would last as long.
    this.#line?.clock.shift(pausedMs);
    this.#beganMs = (this.#beganMs ?? nowMs) + pausedMs;
  }

  #noteGap(hasMoved: boolean, nowMs: number): void {
    if (!this.#line?.hasWaiting) this.#gapSinceMs = undefined;
    else if (hasMoved) this.#gapSinceMs = nowMs;
    else this.#gapSinceMs ??= nowMs;
  }
}

/** Ahead of everything a resend can fill. What lies far behind is late: a mixer that catches up comes back from there. */
function isOutOfReach(line: ProgrammeLine, message: FrameMessage): boolean {
  return line.nextSample !== undefined && message.firstSample > line.nextSample + REACH_SAMPLES;
}
