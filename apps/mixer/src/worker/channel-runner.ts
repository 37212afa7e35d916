import { CHANNELS, FRAME_SAMPLES, FRAMES_PER_BLOCK, SAMPLE_RATE_HZ } from '@longwave/audio';
import { encodeFrameMessage } from '@longwave/contracts';
import { ChannelEngine } from '../render/channel-engine';
import { HEARD_LATER_SAMPLES, PRIMING_SAMPLES } from '../render/durations';
import type { ResumedVoice } from '../render/engine-mix';
import { FileSource } from '../render/file-source';
import type { LiveSource } from '../render/live-source';
import { OpusFrameEncoder } from '../render/opus-frame-encoder';
import { ResumedLiveSource } from '../render/resumed-live-source';
import type { EngineEvent } from '../render/engine-events';
import { BLOCK_SAMPLES, sampleAt, wholeFrame } from '../timeline/timeline-clock';
import type { TimelineAnchor } from '../timeline/timeline-clock';
import { monotonicMs } from '../timeline/monotonic-ms';
import { ChannelGauges } from './channel-gauges';
import { decodeRecent } from './decode-recent';
import { PacketStore } from './packet-store';
import { PositionFile } from './position-file';
import type { OpenChannel, OpenVoice, WorkerReport } from './worker-messages';

/** A hole up to here is caught up; after a longer one the count is set forward to now: nobody waits for its frames. */
const MAX_CATCH_UP_SAMPLES = 60 * 48_000;
/** Waiting for a decoder may delay frames by this; edges wait twice as long for them. */
const PATIENCE_MS = 1_000;
/** At the beginning nothing is on the air yet, and what was on before shall go on rather than noise. */
const START_PATIENCE_MS = 700;
/**
 * What goes on here is waited for until so much is missing on the air: decoders start, a streamer's place is found. Edges
 * wait 2 s for a frame, so the last part of this is heard as filler; better that than to lose the song.
 */
const RESUME_PATIENCE_MS = 2_800;
/** Rendered at one go, so that decoders are read in between. */
const MAX_BLOCKS_AT_ONCE = 5;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

export interface RunnerOptions {
  open: OpenChannel;
  anchor: TimelineAnchor;
  /** Sends a frame message. */
  publish: (bytes: Uint8Array) => void;
  report: (report: WorkerReport) => void;
}

/** One channel on its way to the air: renders what is due, encodes it, sends it and keeps the last 10 s. */
export class ChannelRunner {
  readonly channelId: number;
  readonly epoch: number;
  readonly #open: OpenChannel;
  readonly #options: RunnerOptions;
  readonly #anchor: TimelineAnchor;
  readonly #engine: ChannelEngine;
  readonly #encoder: OpusFrameEncoder;
  readonly #gauges: ChannelGauges;
  readonly #position: PositionFile;
  readonly #store = new PacketStore();
  readonly #bus = new Float32Array(FRAME_SAMPLES * CHANNELS);
  #packets: Buffer[] = [];
  #firstOfBlock: number;
  #startsClean = true;
  #waitingSince: number | undefined;
  #patienceMs = START_PATIENCE_MS;
  #skipRequests: { requestId: number; key: string }[] = [];
  /** The streamer who goes on here, until his place is found. */
  #resumedLive: { sessionId: string; source: ResumedLiveSource; untilMs: number } | undefined;

  constructor(options: RunnerOptions) {
    const { open } = options;
    this.#options = options;
    this.#open = open;
    this.#anchor = options.anchor;
    this.channelId = open.channelId;
    this.epoch = open.epoch;
    this.#firstOfBlock = open.firstSample;
    if (open.voices.length > 0) this.#patienceMs = this.#resumePatienceMs;
    this.#gauges = new ChannelGauges(open.gauges);
    this.#gauges.nextSample = open.firstSample;
    this.#position = new PositionFile(open.positionFile, open, (error) =>
      options.report({ type: 'log', level: 'warn', message: 'the position could not be noted', fields: { channelId: open.channelId, error: String(error) } }),
    );
    this.#encoder = new OpusFrameEncoder(open.opusKbps);
    this.#engine = new ChannelEngine({
      firstSample: open.firstSample - PRIMING_SAMPLES,
      settings: open.settings,
      openFile: (item) => new FileSource(item),
      tell: (event) => this.#tell(event),
      tellNotRun: (reason) => options.report({ type: 'log', level: 'warn', message: 'no decoder can be run; trying again', fields: { channelId: open.channelId, reason } }),
      noiseSeed: open.epoch,
      resume: open.voices.map((voice) => this.#resumed(voice)),
    });
    this.#engine.setUpcoming(open.upcoming);
    this.#engine.prepare();
  }

  set(settings: OpenChannel['settings'], opusKbps: number): void {
    this.#engine.setSettings(settings);
    this.#encoder.setKbps(opusKbps);
  }

  setUpcoming(items: OpenChannel['upcoming']): void {
    this.#engine.setUpcoming(items);
    this.#engine.prepare();
  }

  skip(requestId: number, key: string): void {
    if (this.#engine.skip(key)) this.#skipRequests.push({ requestId, key });
    else this.#options.report({ type: 'skip-answer', channelId: this.channelId, requestId, applies: null });
  }

  offerLive(sessionId: string, source: LiveSource): void {
    const resumed = this.#resumedLive;
    if (resumed?.sessionId === sessionId && resumed.source.wantsSource) resumed.source.begin(source);
    else this.#engine.offerLive(sessionId, source);
  }

  cutLive(sessionId: string): void {
    if (this.#resumedLive?.sessionId === sessionId) this.#resumedLive.source.giveUp();
    this.#engine.cutLive(sessionId);
  }

  /** The frame messages from a sample on. */
  since(sample: number): Uint8Array[] {
    const messages = this.#store.since(sample);
    this.#gauges.resentFrames += messages.length * FRAMES_PER_BLOCK;
    return messages;
  }

  /**
   * Renders what is due.
   *
   * @returns in how many milliseconds it wants to be called again at the latest; undefined for the next tick
   */
  renderDue(nowMs: number): number | undefined {
    if (this.#awaitsLive(nowMs)) return 5;
    const due = sampleAt(this.#anchor, nowMs);
    const behind = due - this.#gauges.nextSample;
    if (behind > MAX_CATCH_UP_SAMPLES) this.#jump(due);
    for (let blocks = 0; this.#gauges.nextSample + BLOCK_SAMPLES <= due; blocks += 1) {
      if (blocks >= MAX_BLOCKS_AT_ONCE) return 0;
      const isBehind = due - this.#gauges.nextSample > 2 * BLOCK_SAMPLES || this.#startsClean;
      if (this.#shouldWait(isBehind, nowMs)) return 5;
      this.#renderBlock();
    }
    return undefined;
  }

  stop(): void {
    this.#engine.stop();
    this.#position.close();
    for (const { requestId } of this.#skipRequests) this.#options.report({ type: 'skip-answer', channelId: this.channelId, requestId, applies: null });
  }

  #resumed({ what, fade, holdFrames }: OpenVoice): ResumedVoice {
    if (what.kind !== 'live') return { what, fade, holdFrames };
    const { sessionId, aheadFrames } = what;
    const { firstSample, nowSample, recentSound } = this.#open;
    // The bus hears a frame some milliseconds before it is heard, and begins 100 ms early.
    const fromEndFrames = firstSample - (recentSound?.endSample ?? firstSample) + HEARD_LATER_SAMPLES - PRIMING_SAMPLES;
    const source = new ResumedLiveSource({ heard: decodeRecent(recentSound?.packets ?? []), fromEndFrames, aheadFrames: aheadFrames + nowSample - firstSample }, (found) =>
      this.#options.report({ type: 'log', level: 'info', message: 'a streamer goes on here', fields: { channelId: this.channelId, sessionId, ...found } }),
    );
    this.#resumedLive = { sessionId, source, untilMs: performance.now() + this.#resumePatienceMs };
    return { what: { kind: 'live', sessionId, source }, fade, holdFrames };
  }

  get #resumePatienceMs(): number {
    const missingMs = (this.#open.nowSample - this.#open.firstSample) / SAMPLES_PER_MS;
    return Math.max(START_PATIENCE_MS, RESUME_PATIENCE_MS - missingMs);
  }

  #awaitsLive(nowMs: number): boolean {
    const resumed = this.#resumedLive;
    if (!resumed) return false;
    resumed.source.look(nowMs);
    if (resumed.source.isPending && nowMs >= resumed.untilMs) resumed.source.giveUp();
    if (resumed.source.isPending) return true;
    this.#resumedLive = undefined;
    return false;
  }

  #shouldWait(isBehind: boolean, nowMs: number): boolean {
    this.#engine.prepare();
    if (!this.#engine.starvesWithin(PRIMING_SAMPLES + BLOCK_SAMPLES) && !(isBehind && this.#engine.isWaitingForNext)) {
      this.#waitingSince = undefined;
      return false;
    }
    this.#waitingSince ??= nowMs;
    return nowMs - this.#waitingSince < this.#patienceMs;
  }

  #renderBlock(): void {
    while (this.#engine.nextSample < this.#firstOfBlock) {
      this.#engine.renderFrame(this.#bus);
      this.#encoder.encode(this.#bus);
    }
    const startsClean = this.#startsClean;
    for (let i = 0; i < FRAMES_PER_BLOCK; i += 1) {
      this.#engine.renderFrame(this.#bus);
      this.#packets.push(this.#startsClean ? this.#encoder.encodeClean(this.#bus) : this.#encoder.encode(this.#bus));
      this.#startsClean = false;
    }
    this.#patienceMs = PATIENCE_MS;
    this.#send(startsClean);
  }

  #send(startsClean: boolean): void {
    const { timelineId, epoch } = this.#open;
    const nextSample = this.#firstOfBlock + BLOCK_SAMPLES;
    const dueSample = Math.max(nextSample, sampleAt(this.#anchor, performance.now()));
    const lagMs = (dueSample - nextSample) / SAMPLES_PER_MS;
    if (dueSample - nextSample > 2 * BLOCK_SAMPLES) this.#gauges.lateFrames += FRAMES_PER_BLOCK;
    const bytes = encodeFrameMessage({ timelineId, epoch, firstSample: this.#firstOfBlock, startsClean, packets: this.#packets, lagMs });
    this.#store.add(this.#firstOfBlock, nextSample, bytes);
    this.#options.publish(bytes);
    this.#packets = [];
    this.#firstOfBlock = nextSample;
    this.#gauges.nextSample = nextSample;
    this.#gauges.dueFrames += FRAMES_PER_BLOCK;
    this.#showLevels();
    this.#position.write({ nextSample, dueSample, atMonotonicMs: monotonicMs() });
  }

  #showLevels(): void {
    const { output, outputSilentForMs, tier, demotedLive } = this.#engine.levels;
    this.#gauges.rmsDb = output;
    this.#gauges.silentForMs = outputSilentForMs;
    this.#gauges.tierRmsDb = tier;
    this.#gauges.demotedLiveRmsDb = demotedLive ?? Number.NaN;
  }

  #jump(due: number): void {
    const fromSample = this.#firstOfBlock;
    const toSample = wholeFrame(due - BLOCK_SAMPLES);
    const missed = (toSample - fromSample) / FRAME_SAMPLES;
    this.#gauges.dueFrames += missed;
    this.#gauges.missedFrames += missed;
    this.#engine.jumpTo(toSample);
    this.#firstOfBlock = toSample;
    this.#startsClean = true;
    this.#gauges.nextSample = toSample;
    this.#options.report({ type: 'jumped', channelId: this.channelId, fromSample, toSample });
  }

  #tell(event: EngineEvent): void {
    this.#options.report({ type: 'engine', channelId: this.channelId, event });
    if (event.type !== 'skipped') return;
    const nowSample = this.#gauges.nextSample;
    for (const { requestId } of this.#skipRequests) {
      const applies = { appliesAtSample: event.sample, nowSample };
      this.#options.report({ type: 'skip-answer', channelId: this.channelId, requestId, applies });
    }
    this.#skipRequests = [];
  }
}
