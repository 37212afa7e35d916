import type { NowPlaying } from '../api/types';
import type { ChannelSample } from '../player/ears';
import { addToLine, emptyLine, programmeAt } from './programme-line';
import type { ProgrammeLine } from './programme-line';
import { estimateSample, observeSample } from './sample-clock';
import type { SampleClock } from './sample-clock';

/** How far a listener is behind the mixer until the edge has told: its burst. */
const USUALLY_BEHIND_SAMPLES = 4 * 48_000;

/** What is shown: the programme and the sample it is shown at. */
export interface Shown {
  nowPlaying: NowPlaying;
  sample: number;
  /** Whether that is what is heard, not what is being sent. */
  isInStep: boolean;
}

/** What is on the air, for showing it in step with what is heard. */
export class Programme {
  private line: ProgrammeLine = emptyLine;
  private clock: SampleClock | undefined;

  get timelineId(): string | undefined {
    return this.line.timelineId;
  }

  /** Takes in what the station told, live or asked for. */
  tell(nowPlaying: NowPlaying, nowMs: number): void {
    this.line = addToLine(this.line, nowPlaying);
    this.observe(nowPlaying, nowMs);
  }

  /** Takes in only what time it is on the channel: an answer may be older than the live events. */
  observe({ timeline_id, sample }: Pick<NowPlaying, 'timeline_id' | 'sample'>, nowMs: number): void {
    if (this.line.timelineId !== undefined && this.line.timelineId !== timeline_id) return;
    this.clock = observeSample(this.clock, { timelineId: timeline_id, sample, atMs: nowMs });
  }

  /**
   * What to show.
   *
   * @param heard what is heard, as far as it is known
   * @param isPlaying whether the page plays
   */
  show(heard: ChannelSample | undefined, isPlaying: boolean, nowMs: number): Shown | undefined {
    const isInStep = heard !== undefined && heard.timelineId === this.line.timelineId;
    const sample = isInStep ? heard.sample : this.estimate(isPlaying, nowMs);
    const nowPlaying = programmeAt(this.line, sample);
    return nowPlaying && { nowPlaying, sample: sample ?? nowPlaying.sample, isInStep };
  }

  private estimate(isPlaying: boolean, nowMs: number): number | undefined {
    if (!this.clock) return undefined;
    return estimateSample(this.clock, nowMs) - (isPlaying ? USUALLY_BEHIND_SAMPLES : 0);
  }
}
