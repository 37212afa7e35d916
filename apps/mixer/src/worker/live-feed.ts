import { decodeLiveChunk, encodeLiveAck } from '@longwave/contracts';
import { spawnDecoder } from '@longwave/media-process';
import type { DecoderOutcome, LiveContainer, PcmDecoder } from '@longwave/media-process';
import { LiveSource } from '../render/live-source';

/** After the session is gone from the KV its end chunk may still be on its way for so long. */
const END_GRACE_MS = 200;
const ACK_AGAIN_MS = 1_000;
/** What was asked for may be on its way. */
const ASK_AGAIN_MS = 500;
/** Without a chunk for so long, acknowledgements or chunks may have been lost: the harbor is asked again. */
const QUIET_MS = 3_000;
/** What came before the harbor's answer; it sends no more than half of this unacknowledged. */
const MAX_EARLY_CHUNKS = 512;
/**
 * A chunk counts as heard when so much more was played than had been decoded as it went in: a decoder holds back up to a
 * page of Ogg, and who takes over wants some sound from before the place where he goes on.
 */
const HEARD_MARGIN_FRAMES = 3 * 48_000;
/** A decoder that dies is replaced so often; what breaks the sixth in a row will break the seventh. */
const MAX_DECODERS = 6;
/** One that gave so much sound was no failure in a row: a show of hours may lose one now and then. */
const GOOD_FRAMES = 60 * 48_000;
/** A decoder that the machine could not run is tried again after so long. */
const TRY_AGAIN_MS = 1_500;

export interface LiveFeedOptions {
  sessionId: string;
  format: LiveContainer;
  epoch: number;
  nowMs: () => number;
  sendAck: (bytes: Uint8Array) => void;
  /** Puts a new decoder's sound before the engine. */
  offer: (source: LiveSource) => void;
  /** Takes it off the air. */
  cut: () => void;
  wantsAttach: (why: 'begin' | 'hole' | 'decoder', message: string) => void;
  /** The stream cannot be decoded; nothing is asked for any more. */
  gaveUp: (message: string) => void;
}

/**
 * The bytes of one streamer: takes the harbor's chunks in order, feeds them to a decoder and acknowledges what the
 * decoder took, so that an encoder that sends faster than real time is slowed by its own line.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #early = new Map<number, Buffer | 'end'>();
  readonly #timer: NodeJS.Timeout;
  #decoder: PcmDecoder | undefined;
  #expected: number | undefined;
  #source: LiveSource | undefined;
  #acked: number | undefined;
  #heardNumber = 0;
  /** Chunks that went in, and how much had been decoded then. */
  #marks: { number: number; decodedFrames: number }[] = [];
  #isAsking = true;
  #isEnding = false;
  #hasGivenUp = false;
  #decodersDied = 0;
  #tryTimer: NodeJS.Timeout | undefined;
  #endTimer: NodeJS.Timeout | undefined;
  #lastChunkMs: number;
  #lastAskMs: number;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#lastChunkMs = this.#lastAskMs = options.nowMs();
    this.#timer = setInterval(() => this.#look(), ACK_AGAIN_MS);
  }

  /** A message on the session's subject. */
  onMessage(bytes: Uint8Array): void {
    const chunk = decodeLiveChunk(bytes);
    if (!chunk || this.#isEnding || this.#hasGivenUp) return;
    this.#lastChunkMs = this.#options.nowMs();
    if (this.#expected !== undefined && chunk.number < this.#expected) return;
    // The message's memory is the connection's; it is kept until the decoder took it.
    // The one that is waited for always finds room, or a hole would never close.
    if (this.#early.size < MAX_EARLY_CHUNKS || chunk.number === this.#expected) this.#early.set(chunk.number, chunk.isEnd ? 'end' : Buffer.from(chunk.bytes));
    if (this.#expected === undefined) return;
    this.#feedInOrder();
    if (this.#early.size > 0) this.#ask('hole', `chunk ${this.#expected} is missing`);
  }

  /** The harbor's answer: what to begin with, and the number of the chunk that comes next. */
  attached(header: Uint8Array, nextNumber: number): void {
    this.#isAsking = false;
    if (this.#isEnding || this.#hasGivenUp) return;
    if (!this.#decoder) {
      this.#startDecoder(header);
      this.#expected = nextNumber;
    }
    // A decoder that runs goes on at what it is waiting for; what it had already is sent again and left out.
    for (const number of this.#early.keys()) if (number < (this.#expected ?? 0)) this.#early.delete(number);
    this.#feedInOrder();
  }

  /**
   * The session is gone. Its encoder's own end came as a chunk before, and what is decoded plays out; without that chunk
   * its time was up or it was kicked, and it leaves the air now.
   */
  end(): void {
    this.#endTimer ??= setTimeout(() => {
      if (!this.#isEnding) this.#options.cut();
      this.close();
    }, END_GRACE_MS);
  }

  /** Lets go of everything; what was decoded stays with the engine. */
  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#tryTimer);
    clearTimeout(this.#endTimer);
    this.#isEnding = true;
    this.#decoder?.endInput();
  }

  #startDecoder(header: Uint8Array): void {
    const source = new LiveSource(({ onPcm, onEnd }) => {
      const decoder = spawnDecoder({
        input: { kind: 'pipe', format: this.#options.format },
        onPcm,
        onEnd: (outcome) => {
          onEnd(outcome);
          if (this.#decoder === decoder && !this.#isEnding) this.#decoderDied(outcome);
        },
      });
      this.#decoder = decoder;
      return decoder;
    }, this.#options.nowMs);
    if (header.length > 0) this.#decoder?.feed(header, () => undefined);
    this.#source = source;
    this.#marks = [];
    this.#options.offer(source);
  }

  #decoderDied({ status, frames, message }: DecoderOutcome): void {
    const hasRun = status !== 'not-run';
    this.#source = undefined;
    this.#marks = [];
    // What killed this decoder would kill the next one: it begins with what was not given to this one.
    if (hasRun && this.#acked !== undefined) {
      this.#heardNumber = this.#acked;
      this.#sendAck(this.#acked);
    }
    this.#decoder = undefined;
    this.#expected = undefined;
    this.#early.clear();
    if (hasRun) this.#decodersDied = frames >= GOOD_FRAMES ? 1 : this.#decodersDied + 1;
    if (this.#decodersDied >= MAX_DECODERS) return this.#giveUp(message);
    const askAgain = (): void => {
      this.#isAsking = false;
      this.#ask('decoder', message);
    };
    if (hasRun) askAgain();
    else this.#tryTimer = setTimeout(askAgain, TRY_AGAIN_MS);
  }

  /** Also a hole is no reason to ask any more: the harbor would begin again, and so would a decoder. */
  #giveUp(message: string): void {
    this.#hasGivenUp = true;
    clearInterval(this.#timer);
    this.#options.gaveUp(message);
  }

  #feedInOrder(): void {
    for (;;) {
      const number = this.#expected;
      const piece = number === undefined ? undefined : this.#early.get(number);
      if (piece === undefined || number === undefined || !this.#decoder) return;
      this.#early.delete(number);
      this.#expected = number + 1;
      if (piece === 'end') {
        this.#ack(number + 1);
        return this.close();
      }
      this.#decoder.feed(piece, () => this.#ack(number + 1));
    }
  }

  #ack(nextNumber: number): void {
    this.#acked = nextNumber;
    if (this.#source) this.#marks.push({ number: nextNumber, decodedFrames: this.#source.receivedFrames });
    this.#sendAck(nextNumber);
  }

  #sendAck(nextNumber: number): void {
    const played = this.#source?.playedFrames ?? 0;
    let [mark] = this.#marks;
    while (mark && mark.decodedFrames + HEARD_MARGIN_FRAMES <= played) {
      this.#heardNumber = Math.max(this.#heardNumber, mark.number);
      this.#marks.shift();
      [mark] = this.#marks;
    }
    this.#options.sendAck(encodeLiveAck({ epoch: this.#options.epoch, nextNumber, heardNumber: Math.min(this.#heardNumber, nextNumber) }));
  }

  /** What NATS lost while it was away is noticed here: acknowledgements are told again, and missing chunks asked for. */
  #look(): void {
    if (this.#acked !== undefined) this.#sendAck(this.#acked);
    const now = this.#options.nowMs();
    if (now - this.#lastChunkMs > QUIET_MS && now - this.#lastAskMs > QUIET_MS) {
      this.#isAsking = false;
      this.#ask('hole', 'no chunk came for a while');
    }
  }

  #ask(why: 'hole' | 'decoder', message: string): void {
    if (this.#isAsking || (why === 'hole' && this.#options.nowMs() - this.#lastAskMs < ASK_AGAIN_MS)) return;
    this.#isAsking = true;
    this.#lastAskMs = this.#options.nowMs();
    this.#options.wantsAttach(why, message);
  }
}
