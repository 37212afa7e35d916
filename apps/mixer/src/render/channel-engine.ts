import { CHANNELS, FRAME_SAMPLES, PeakLimiter, SAMPLE_RATE_HZ } from '@longwave/audio';
import { DUE_NOTICE_FRAMES, HEARD_LATER_SAMPLES, SKIP_PATIENCE_FRAMES, STALL_FRAMES } from './durations';
import type { EngineEvent, EngineSettings, OnAir } from './engine-events';
import { EngineLevels } from './engine-levels';
import type { EngineMix, ResumedVoice } from './engine-mix';
import type { Levels } from './engine-levels';
import type { LevelMeter } from './level-meter';
import { LiveSeat } from './live-seat';
import { NoisePcmSource } from './noise-pcm-source';
import type { PcmSource } from './pcm-source';
import { crossfadeFor, planTransition } from './plan-transition';
import type { MixState, OnAirState, Transition } from './plan-transition';
import type { PlayableItem } from './playable-item';
import { describe, mixVoice, restorePlaying } from './playing';
import type { Outgoing, Playing } from './playing';
import { UpcomingItems } from './upcoming-items';
import type { Upcoming } from './upcoming-items';
import { Voice } from './voice';
import type { FadeCourse } from './voice';

const TOO_SILENT = 'it was silent for too long';

export interface EngineOptions {
  /** The sample of the first frame it renders; a multiple of 960. */
  firstSample: number;
  settings: EngineSettings;
  openFile: (item: PlayableItem) => PcmSource;
  tell: (event: EngineEvent) => void;
  /** Files can no longer be decoded, for a reason that is not theirs; they are tried again until they can. */
  tellNotRun: (message: string) => void;
  noiseSeed: number;
  /** What goes on from the first frame as if nothing had been: the one on the air, then what fades out. */
  resume?: readonly ResumedVoice[];
}

/**
 * The sound of one channel, frame by frame: what is on the air, what fades out, what comes next, gains and the limiter.
 * It knows no clock and no network; time is the number of frames rendered.
 */
export class ChannelEngine {
  readonly #tell: (event: EngineEvent) => void;
  readonly #upcoming: UpcomingItems;
  readonly #levels: EngineLevels;
  readonly #live: LiveSeat;
  readonly #limiter = new PeakLimiter();
  readonly #scratch = new Float32Array(FRAME_SAMPLES * CHANNELS);
  #settings: EngineSettings;
  #noiseSeed: number;
  #sample: number;
  #playing: Playing;
  #outgoing: Outgoing[] = [];
  #skip: { key: string; untilSample: number } | undefined;
  #dueTold: string | undefined;

  constructor(options: EngineOptions) {
    this.#tell = options.tell;
    this.#settings = options.settings;
    this.#noiseSeed = options.noiseSeed;
    this.#sample = options.firstSample;
    this.#upcoming = new UpcomingItems(options.openFile, options.tellNotRun);
    this.#levels = new EngineLevels(options.settings, options.tell);
    this.#live = new LiveSeat(this.#levels.liveRule);
    const [playing, ...fading] = (options.resume ?? []).map((one) => restorePlaying(one, options.openFile, this.#levels, () => this.#noiseVoice()));
    this.#playing = playing ?? (this.#settings.isSilenceRequested ? { kind: 'silence' } : this.#newNoise(2 * SAMPLE_RATE_HZ));
    for (const one of fading) if (one.kind !== 'silence') this.#outgoing.push({ ...one, why: 'ended' });
  }

  /** The sample of the next frame to be rendered. */
  get nextSample(): number {
    return this.#sample;
  }

  get onAir(): OnAir {
    return describe(this.#playing);
  }

  /** All that is on the bus, for another engine to go on with. */
  get mix(): EngineMix {
    const voices = [this.#playing, ...this.#outgoing].map(mixVoice);
    return { atSample: this.#sample, voices };
  }

  /** From this sample on is heard what is rendered next. */
  get nextHeardSample(): number {
    return this.#sample + HEARD_LATER_SAMPLES;
  }

  /** Time has run on without frames, so that the count has to follow. */
  jumpTo(sample: number): void {
    this.#sample = sample;
  }

  setSettings(settings: EngineSettings): void {
    this.#settings = settings;
    this.#levels.set(settings);
  }

  /** How loud it is, for whoever watches. */
  get levels(): Levels {
    return this.#levels.report(this.#playing, this.#liveLevel());
  }

  /** What plays next, in order. */
  setUpcoming(items: readonly PlayableItem[]): void {
    const current = this.#playing.kind === 'file' ? this.#playing.item.key : undefined;
    this.#upcoming.set(items.filter((item) => item.key !== current));
    if (this.#playing.kind !== 'file') return;
    const again = items.find((item) => item.key === current);
    if (again) this.#playing.voice.setGainDb(again.gainDb);
  }

  /**
   * Asks to leave a file as soon as the next one is ready, within a second and a half in any case; `skipped` is told then.
   *
   * @returns false when that item is not on the air
   */
  skip(key: string): boolean {
    if (this.#playing.kind !== 'file' || this.#playing.item.key !== key) return false;
    this.#skip ??= { key, untilSample: this.#sample + SKIP_PATIENCE_FRAMES };
    return true;
  }

  /** A streamer's sound; it goes on the air as soon as it is ready. One that was offered before is let go. */
  offerLive(sessionId: string, source: PcmSource): void {
    this.#live.offer(sessionId, source);
  }

  /** A streamer is to leave the air now, whatever of him is still in hand. */
  cutLive(sessionId: string): void {
    this.#live.withdraw(sessionId);
    for (const one of [this.#playing, ...this.#outgoing]) if (one.kind === 'live' && one.sessionId === sessionId) one.isCut = true;
  }

  /**
   * Whether a file on the air would run dry within so many frames although it could give more: worth waiting a moment
   * for, when frames are rendered faster than real time or the machine is busy.
   */
  starvesWithin(frames: number): boolean {
    return [this.#playing, ...this.#outgoing].some(
      (one) => one.kind === 'file' && !one.voice.source.hasEnded && one.voice.source.availableFrames <= STALL_FRAMES + frames,
    );
  }

  get isNextReady(): boolean {
    return this.#upcoming.first?.source?.isReady === true;
  }

  /** Whether the next item is wanted now and still being prepared. */
  get isWaitingForNext(): boolean {
    const next = this.#next();
    if (!next || next.source?.isReady === true) return false;
    if (this.#playing.kind === 'live') return this.#playing.voice.source.hasEnded || this.#playing.voice.level.isSilent;
    if (this.#playing.kind !== 'file') return !this.#settings.isSilenceRequested;
    const { level, source } = this.#playing.voice;
    return this.#skip !== undefined || level.isSilent || (source.remainingFrames ?? 0) <= this.#crossfadeFrames();
  }

  /** Starts decoders that are due; render() does so too. */
  prepare(): void {
    const playing = [this.#playing, ...this.#outgoing].filter((one) => one.kind === 'file' && !one.voice.source.hasEnded);
    // In a crossfade two decoders run; a skip then is worth a third one, for what comes next is wanted at once.
    const running = this.#skip ? Math.min(1, playing.length) : playing.length;
    for (const { item, message } of this.#upcoming.prepare(running, this.#sample)) {
      this.#tell({ type: 'item-unplayable', sample: this.nextHeardSample, item, message });
    }
  }

  /** Renders so many samples of the channel's count, a multiple of 960. */
  render(frames: number): Float32Array {
    const out = new Float32Array(frames * CHANNELS);
    for (let at = 0; at < out.length; at += FRAME_SAMPLES * CHANNELS) this.renderFrame(out.subarray(at, at + FRAME_SAMPLES * CHANNELS));
    return out;
  }

  /** Renders the next 960 samples into `bus`. */
  renderFrame(bus: Float32Array): void {
    this.prepare();
    this.#passOverSilent();
    this.#decide();
    bus.fill(0);
    if (this.#playing.kind !== 'silence') this.#playing.voice.mixInto(bus, this.#scratch);
    for (const one of this.#outgoing) one.voice.mixInto(bus, this.#scratch);
    this.#live.drain(this.#scratch);
    this.#limiter.process(bus);
    this.#sample += FRAME_SAMPLES;
    this.#levels.look(bus, { playing: this.#playing, live: this.#liveLevel(), sample: this.nextHeardSample });
    this.#letGo();
  }

  /** Ends every decoder. */
  stop(): void {
    this.#upcoming.stopAll();
    this.#live.stop();
    for (const one of [this.#playing, ...this.#outgoing]) if (one.kind !== 'silence') one.voice.source.stop();
  }

  /** Whoever streams, on the air or not. */
  #liveLevel(): LevelMeter | undefined {
    if (this.#playing.kind === 'live') return this.#playing.voice.level;
    return this.#live.level ?? this.#outgoing.find(({ kind }) => kind === 'live')?.voice.level;
  }

  /** What comes next, unless it is as silent as what its tier was left for. */
  #next(): Upcoming | undefined {
    const { first } = this.#upcoming;
    return this.#levels.isHeldBack(first) ? undefined : first;
  }

  #passOverSilent(): void {
    if (!this.#levels.isToBePassedOver(this.#upcoming.first, this.#sample)) return;
    const passed = this.#upcoming.shift();
    if (!passed) return;
    passed.source.stop();
    this.#tell({ type: 'item-unplayable', sample: this.nextHeardSample, item: passed.item, message: TOO_SILENT });
  }

  #decide(): void {
    const state = this.#state();
    const transition = planTransition(state);
    if (transition) this.#apply(transition);
    else this.#noticeDue(state);
  }

  #state(): MixState {
    const next = this.#next();
    const { crossfadeMs: _, ...settings } = this.#settings;
    return {
      ...settings,
      onAir: this.#onAirState(),
      next: next && { tier: next.item.tier, isReady: next.source?.isReady === true, lengthFrames: next.source?.remainingFrames ?? lengthOf(next.item) },
      live: this.#live.candidate,
      crossfadeFrames: this.#crossfadeFrames(),
      skip: this.#skip === undefined ? 'none' : this.#sample >= this.#skip.untilSample ? 'now' : 'waiting',
    };
  }

  #onAirState(): OnAirState {
    const playing = this.#playing;
    if (playing.kind === 'noise' || playing.kind === 'silence') return { kind: playing.kind };
    const { source } = playing.voice;
    const common = { availableFrames: source.availableFrames, hasEnded: source.hasEnded, isSilentTooLong: playing.voice.level.isSilent };
    if (playing.kind === 'live') return { kind: 'live', isCut: playing.isCut, ...common };
    return {
      kind: 'file',
      tier: playing.item.tier,
      remainingFrames: source.remainingFrames ?? 0,
      hasFailed: source.failure !== undefined,
      isFadingIn: playing.voice.isFading,
      ...common,
    };
  }

  #crossfadeFrames(): number {
    return Math.round((this.#settings.crossfadeMs / 1000) * SAMPLE_RATE_HZ);
  }

  #apply({ to, fadeFrames, why }: Transition): void {
    const before = this.#playing;
    this.#playing = this.#enter(to, fadeFrames);
    // Never longer than there is sound left: a fade must be over when its source runs dry.
    for (const { voice } of this.#outgoing) voice.hurryOut(Math.min(fadeFrames, soundLeft(voice.source)));
    if (before.kind !== 'silence') {
      before.voice.fadeOut(Math.min(fadeFrames, soundLeft(before.voice.source)), courseTo(to));
      this.#outgoing.push({ ...before, why });
    }
    if (this.#skip) {
      const centre = this.nextHeardSample + Math.round(fadeFrames / 2);
      this.#tell({ type: 'skipped', sample: centre, key: this.#skip.key });
      this.#skip = undefined;
    }
    this.#tell({ type: 'on-air', sample: this.nextHeardSample, onAir: this.onAir, mix: this.mix });
  }

  #enter(to: Transition['to'], fadeFrames: number): Playing {
    if (to === 'silence') return { kind: 'silence' };
    if (to === 'live') {
      const live = this.#live.take();
      if (live) {
        live.voice.fadeIn(fadeFrames, courseTo(to));
        return { kind: 'live', ...live, isCut: false };
      }
    }
    const next = to === 'next' ? this.#upcoming.shift() : undefined;
    if (!next) return this.#newNoise(fadeFrames);
    const voice = new Voice(next.source, next.item.gainDb, this.#levels.forFile());
    voice.fadeIn(fadeFrames);
    return { kind: 'file', voice, item: next.item };
  }

  #newNoise(fadeFrames: number): Playing {
    const voice = this.#noiseVoice();
    voice.fadeIn(fadeFrames);
    return { kind: 'noise', voice };
  }

  #noiseVoice(): Voice {
    this.#noiseSeed += 1;
    return new Voice(new NoisePcmSource(this.#noiseSeed), 0, this.#levels.forFile());
  }

  #noticeDue(state: MixState): void {
    const next = this.#upcoming.first;
    if (!next || this.#playing.kind !== 'file' || this.#dueTold === next.item.key) return;
    const untilFade = (this.#playing.voice.source.remainingFrames ?? 0) - crossfadeFor(state);
    if (untilFade > DUE_NOTICE_FRAMES) return;
    this.#dueTold = next.item.key;
    this.#tell({ type: 'item-due', sample: this.nextHeardSample + Math.max(0, untilFade), item: next.item });
  }

  /** Lets go of what has faded out. A live source that stalled or was silent may come back. */
  #letGo(): void {
    if (!this.#outgoing.some(({ voice }) => voice.isOver)) return;
    for (const one of this.#outgoing.filter(({ voice }) => voice.isOver)) {
      if (one.kind === 'live' && !one.isCut && !one.voice.source.hasEnded && this.#live.isFree) {
        this.#live.takeBack(one.sessionId, one.voice);
        continue;
      }
      if (one.kind === 'file') this.#tellEnded(one);
      one.voice.source.stop();
    }
    this.#outgoing = this.#outgoing.filter(({ voice }) => !voice.isOver);
  }

  #tellEnded({ item, voice, why }: Extract<Outgoing, { kind: 'file' }>): void {
    const { failure } = voice.source;
    const reason = why === 'silent' || (failure !== undefined && why === 'ended') ? 'failed' : why;
    const message = reason === 'failed' ? (failure ?? (why === 'silent' ? TOO_SILENT : 'it gave no sound any more')) : null;
    this.#tell({ type: 'item-ended', sample: this.nextHeardSample, item, reason, message });
  }
}

/** Live was waited for long enough: its fade brings it to the front in half a second, and what was before leaves slowly. */
function courseTo(to: Transition['to']): FadeCourse {
  return to === 'live' ? 'eager' : 'even';
}

/** Frames that will surely still come; at least one, which a fade needs. */
function soundLeft(source: PcmSource): number {
  const isTrickling = !source.hasEnded && source.availableFrames <= STALL_FRAMES;
  const frames = isTrickling ? source.availableFrames : (source.remainingFrames ?? source.availableFrames);
  return Math.max(1, frames);
}

function lengthOf(item: PlayableItem): number {
  return Math.round(((item.endMs - item.startMs) / 1000) * SAMPLE_RATE_HZ);
}
