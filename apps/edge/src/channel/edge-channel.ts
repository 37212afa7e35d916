import { MalformedOpusError, opusPacketSamples } from '@longwave/audio';
import { PACKET_SAMPLES } from '@longwave/contracts';
import type { ChannelDto, FrameMessage, NowPlayingDto } from '@longwave/contracts';
import { ProgrammeSplicer } from '../filler/programme-splicer';
import type { QuietLoop } from '../filler/quiet-loop';
import { type Mp3Encoder, type Mp3EncoderOptions } from '../mp3/mp3-encoder';
import { Mp3Mount } from '../mp3/mp3-mount';
import { ChainedStream, type LinkTags } from '../mux/chained-stream';
import { EndlessStream } from '../mux/endless-stream';
import { ChannelTimeline } from '../timeline/channel-timeline';
import { streamTitle } from '../titles/stream-title';
import { TitleLog } from '../titles/title-log';
import { RecentSound } from './recent-sound';

export interface EdgeChannelOptions {
  channel: ChannelDto;
  loop: QuietLoop;
  /** Gives a serial number for a logical Ogg stream, each time another one. */
  newSerial: () => number;
  startEncoder: (options: Mp3EncoderOptions) => Mp3Encoder;
  onEncoderDeath: (reason: string) => void;
}

/** What leaves is programme, or what stands for it. */
export type SoundState = 'programme' | 'filler' | 'none';

/** Programme counts as such until nothing left for this long; it comes every 100 ms. */
const PROGRAMME_MEMORY_MS = 3_000;
/** So long without a frame is a pause: their groups' turn, up to a second away, is too long to wait for then. */
const PAUSE_MS = 1_000;

/** All of one channel: frames in, three flavours of a stream out. Knows neither NATS nor sockets; time is an argument. */
export class EdgeChannel {
  readonly timeline = new ChannelTimeline();
  readonly endless: EndlessStream;
  readonly chained: ChainedStream;
  readonly mp3: Mp3Mount;
  readonly titles: TitleLog<LinkTags>;
  readonly #splicer: ProgrammeSplicer;
  readonly #recent = new RecentSound();
  #channel: ChannelDto;
  #movedMs = Number.POSITIVE_INFINITY;
  #title: { nowPlaying: NowPlayingDto; rev: number } | undefined;
  /** The base for which the title's place was worked out. */
  #titleBase: string | undefined;

  constructor(options: EdgeChannelOptions) {
    const { channel, newSerial } = options;
    this.#channel = channel;
    this.#splicer = new ProgrammeSplicer(options.loop);
    this.endless = new EndlessStream({ serial: newSerial(), title: channel.name });
    this.chained = new ChainedStream({ newSerial, tags: { title: channel.name } });
    this.titles = new TitleLog<LinkTags>({ title: channel.name });
    this.mp3 = new Mp3Mount({ source: this.endless, kbps: channel.mp3Kbps, startEncoder: options.startEncoder, onEncoderDeath: options.onEncoderDeath });
  }

  get channel(): ChannelDto {
    return this.#channel;
  }

  /** Takes up changed settings; nobody is disconnected. */
  update(channel: ChannelDto): void {
    this.#channel = channel;
    this.endless.rename(channel.name);
    this.mp3.setKbps(channel.mp3Kbps);
  }

  /** Takes a message of the mixer. One with packets that are no Opus of 20 ms counts as lost. */
  receive(message: FrameMessage, nowMs: number, isResent = false): void {
    if (message.packets.every(isPlayable)) this.timeline.receive(message, nowMs, isResent);
  }

  /**
   * Moves everything on to now; to be called every 100 ms.
   *
   * @returns whether something left after a pause: listeners have been living on what they hold and should get it at once
   */
  tick(nowMs: number): boolean {
    const items = this.timeline.advance(nowMs);
    const first = items[0];
    this.#placeTitle();
    this.#recent.push(items);
    if (first) {
      const run = { position: first.position, packets: this.#splicer.render(items) };
      this.endless.push(run);
      this.chained.push(run);
    }
    this.mp3.tick(nowMs);
    if (!first) return false;
    const pausedMs = nowMs - this.#movedMs;
    this.#movedMs = nowMs;
    return pausedMs >= PAUSE_MS;
  }

  /** Hears what plays, from which sample on. `rev` orders what comes twice or late. */
  nowPlaying(nowPlaying: NowPlayingDto, rev: number): void {
    const held = this.#title;
    const isSameCount = held?.nowPlaying.timelineId === nowPlaying.timelineId;
    if (held && isSameCount && rev <= held.rev && nowPlaying.startedAtSample <= held.nowPlaying.startedAtSample) return;
    this.#title = { nowPlaying, rev };
    this.#titleBase = undefined;
    this.#placeTitle();
  }

  soundAt(nowMs: number): SoundState {
    if (nowMs - this.timeline.lastProgrammeMs <= PROGRAMME_MEMORY_MS) return 'programme';
    return this.endless.endIndex > 0 ? 'filler' : 'none';
  }

  /** The sample that lies at a position; undefined before there was programme. */
  sampleAt(position: number): { timelineId: string; sample: number } | undefined {
    const base = this.timeline.base;
    return base && { timelineId: base.timelineId, sample: position + base.sample };
  }

  /** The last packets of the programme that left, and the sample after them; undefined while there is none. */
  get recentSound(): { packets: readonly Uint8Array[]; endSample: number } | undefined {
    const { packets, endPosition } = this.#recent.latest;
    const end = packets.length === 0 ? undefined : this.sampleAt(endPosition);
    return end && { packets, endSample: end.sample };
  }

  close(): void {
    this.mp3.close();
  }

  #placeTitle(): void {
    const base = this.timeline.base;
    if (!this.#title || !base || this.#titleBase === `${base.timelineId}/${base.sample}`) return;
    this.#titleBase = `${base.timelineId}/${base.sample}`;
    const { nowPlaying } = this.#title;
    const isSameCount = base.timelineId === nowPlaying.timelineId;
    const position = isSameCount ? nowPlaying.startedAtSample - base.sample : this.timeline.nextPosition;
    const tags = streamTitle(nowPlaying, this.#channel.name);
    this.titles.set(tags, position);
    this.chained.setTags(tags, position);
  }
}

function isPlayable(packet: Uint8Array): boolean {
  try {
    return opusPacketSamples(packet) === PACKET_SAMPLES;
  } catch (error) {
    if (error instanceof MalformedOpusError) return false;
    throw error;
  }
}
