import { type AttachReply, AppError, type LiveAck, type LiveEndReason, type LiveFormat, type LiveSessionDto, MAX_UNACKNOWLEDGED_BYTES } from '@longwave/contracts';
import { concatBytes } from '@longwave/audio';
import { createLogger } from '@longwave/service';
import { CHUNK_BYTES, ChunkLedger } from './chunk-ledger';
import { FormatProbe } from './format-probe';
import { OggResumePoint } from './ogg-resume-point';
import { OggTitles } from './ogg-titles';

/** A socket gives at most this much at once. */
export const READ_BYTES = 65_536;
/** A session ends this long after its last byte. */
export const SILENCE_MS = 10_000;
/** Small pieces wait this long for more: an MP3 encoder sends one every 26 ms. */
const GATHER_MS = 50;
/** What a session that ended still holds is kept this long after the mixer last took some of it. */
const DRAIN_MS = 20_000;
/** The reply of an attach goes out before the first chunk. */
const AFTER_REPLY_MS = 5;
const FIRST_STALL_MS = 1_000;
const LAST_STALL_MS = 5_000;

/** What a session is made of. */
export interface SessionFacts {
  sessionId: string;
  channelId: number;
  harborId: string;
  djName: string;
  contentType: string;
  /** When it began, ISO 8601. */
  startedAt: string;
}

/** What a session needs from around it. */
export interface SessionSurroundings {
  now: () => number;
  /** Connects it with the mixers; called once its format is known. */
  link: (onAck: (ack: LiveAck) => void) => { send: (chunks: readonly { number: number; isEnd: boolean; bytes: Uint8Array }[]) => void; close: () => void };
  started: (session: LiveSessionDto) => void;
  titleChanged: (session: LiveSessionDto) => void;
  /** It has ended and everything was acknowledged, or nobody takes the rest. */
  drained: () => void;
}

/**
 * One streamer's bytes, from the socket to the mixer: tells their format, numbers them, holds them until they are
 * acknowledged and sends them again when they are not. Lives by the bytes received. Knows no socket, no KV and no slot.
 */
export class LiveSession {
  readonly #logger = createLogger('live-session');
  readonly #ledger = new ChunkLedger();
  readonly #probe: FormatProbe;
  #resume: OggResumePoint | undefined;
  #titles: OggTitles | undefined;
  #link: ReturnType<SessionSurroundings['link']> | undefined;
  #format: LiveFormat | undefined;
  #title = '';
  #epoch = -1;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #gathering: NodeJS.Timeout | undefined;
  #lastBytesAt: number;
  /** When the first unacknowledged chunk went out, or the one before it was acknowledged. */
  #sentAt = 0;
  /** When it ended, or some of what was left was acknowledged. */
  #drainedAt = 0;
  #stallMs = FIRST_STALL_MS;
  #wasFull = false;
  #isEnded = false;
  #onRoom: () => void = () => undefined;

  constructor(
    readonly facts: SessionFacts,
    private readonly around: SessionSurroundings,
  ) {
    this.#probe = new FormatProbe(facts.contentType);
    this.#lastBytesAt = around.now();
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether its format is known, so that others have heard of it. */
  get isAnnounced(): boolean {
    return this.#format !== undefined;
  }

  /** Milliseconds since the last byte. While nothing is read none can come. */
  get quietMs(): number {
    return this.around.now() - this.#lastBytesAt;
  }

  /** Bytes taken and not yet acknowledged. */
  get heldBytes(): number {
    return (this.isAnnounced ? 0 : this.#probe.heldBytes) + this.#gatheredBytes + this.#ledger.unacknowledgedBytes;
  }

  /** Whether another read of the socket fits; it does as long as the encoder's bytes are played. */
  get hasRoom(): boolean {
    return !this.#isEnded && this.heldBytes <= MAX_UNACKNOWLEDGED_BYTES - READ_BYTES;
  }

  /** Calls back each time there is room again after there was none. */
  onRoom(listener: () => void): void {
    this.#onRoom = listener;
  }

  /** The session as others see it. Only once it is announced. */
  toDto(): LiveSessionDto {
    if (this.#format === undefined) throw new Error('the format is not known yet');
    const { sessionId, channelId, harborId, djName, startedAt } = this.facts;
    return { sessionId, channelId, harborId, djName, format: this.#format, title: this.#title, startedAt };
  }

  /** Takes the encoder's next bytes. @returns whether they are, or may still be, of a format that can be played */
  take(bytes: Uint8Array): boolean {
    if (this.#isEnded) return true;
    this.#lastBytesAt = this.around.now();
    if (this.isAnnounced) this.#gather(bytes);
    else {
      const step = this.#probe.push(bytes);
      if (step.outcome === 'unsupported') {
        this.#logger.warn({ sessionId: this.facts.sessionId, found: step.found, contentType: this.facts.contentType }, 'what the encoder sends cannot be played');
        return false;
      }
      if (step.outcome === 'format') this.#begin(step.format, step.bytes);
    }
    this.#wasFull ||= !this.hasRoom;
    return true;
  }

  setTitle(title: string): void {
    if (title === this.#title || this.#isEnded) return;
    this.#title = title;
    if (this.isAnnounced) this.around.titleChanged(this.toDto());
  }

  /**
   * Gives the session to a mixer: what its decoder needs before the first byte now, the bytes right after. They begin a
   * little before what was heard last.
   *
   * @throws AppError `EPOCH_OUTDATED`, `LIVE_SESSION_NOT_FOUND`
   */
  attach(epoch: number): AttachReply {
    if (!this.isAnnounced) throw new AppError('LIVE_SESSION_NOT_FOUND', 'this session has not begun');
    if (epoch < this.#epoch) throw new AppError('EPOCH_OUTDATED', 'another mixer has this session', { epoch: this.#epoch });
    this.#epoch = epoch;
    setTimeout(() => this.#send(this.#ledger.held), AFTER_REPLY_MS);
    const header = this.#resume?.header() ?? new Uint8Array();
    return { session: this.toDto(), header: Buffer.from(header).toString('base64'), nextNumber: this.#ledger.firstNumber };
  }

  /** NATS was away: what was sent meanwhile is lost. */
  reconnected(): void {
    this.#resend();
  }

  /** Looks at the clock. @returns why the session has to end, if it has to */
  tick(): LiveEndReason | undefined {
    if (this.#isWaiting() && this.around.now() - this.#sentAt >= this.#stallMs) {
      this.#resend();
      this.#stallMs = Math.min(2 * this.#stallMs, LAST_STALL_MS);
    }
    if (this.#isEnded && this.around.now() - this.#drainedAt >= DRAIN_MS) this.around.drained();
    const mustEnd = !this.#isEnded && this.hasRoom && this.quietMs >= SILENCE_MS;
    return mustEnd ? 'timed-out' : undefined;
  }

  /** No more bytes come. What is held is still given to the mixer, up to the chunk that tells the end. */
  end(): void {
    if (this.#isEnded) return;
    this.#flush();
    this.#isEnded = true;
    if (this.#link === undefined) return this.around.drained();
    this.#drainedAt = this.around.now();
    const end = this.#ledger.finish();
    if (this.#epoch >= 0) this.#send([end]);
  }

  /** Lets go of everything, acknowledged or not. */
  forget(): void {
    clearTimeout(this.#gathering);
    this.#isEnded = true;
    this.#link?.close();
    this.#link = undefined;
  }

  #begin(format: LiveFormat, bytes: Uint8Array): void {
    this.#format = format;
    if (format === 'ogg') {
      this.#resume = new OggResumePoint();
      this.#titles = new OggTitles();
    }
    this.#link = this.around.link((ack) => this.#acknowledge(ack));
    // Before it is told: the first title comes with it.
    this.#title = this.#titles?.push(bytes) ?? this.#title;
    this.#gather(bytes, { titlesRead: true });
    this.around.started(this.toDto());
  }

  #gather(bytes: Uint8Array, { titlesRead = false } = {}): void {
    const title = titlesRead ? undefined : this.#titles?.push(bytes);
    if (title !== undefined) this.setTitle(title);
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= CHUNK_BYTES) this.#flush();
    else this.#gathering ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#gatheredBytes === 0) return;
    const chunks = this.#ledger.append(concatBytes(this.#gathered));
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (this.#epoch >= 0) this.#send(chunks);
  }

  #send(chunks: Parameters<ReturnType<SessionSurroundings['link']>['send']>[0]): void {
    if (chunks.some(({ number }) => number === this.#ledger.firstUnacknowledged)) this.#sentAt = this.around.now();
    this.#link?.send(chunks);
  }

  #resend(): void {
    if (this.#isWaiting()) this.#send(this.#ledger.unacknowledged);
  }

  #isWaiting(): boolean {
    return this.#epoch >= 0 && this.#link !== undefined && this.#ledger.unacknowledged.length > 0;
  }

  #acknowledge(ack: LiveAck): void {
    if (ack.epoch !== this.#epoch) return;
    const before = this.#ledger.firstUnacknowledged;
    for (const bytes of this.#ledger.acknowledge(ack)) this.#resume?.push(bytes);
    if (this.#ledger.firstUnacknowledged === before) return;
    this.#sentAt = this.#drainedAt = this.around.now();
    this.#stallMs = FIRST_STALL_MS;
    if (this.#isEnded && this.#ledger.unacknowledged.length === 0) return this.around.drained();
    if (!this.#wasFull || !this.hasRoom) return;
    this.#wasFull = false;
    // Silence is counted from here on: before, nothing was read.
    this.#lastBytesAt = this.around.now();
    this.#onRoom();
  }
}
