import type { LiveEndReason } from '@longwave/contracts';
import type { BodyDecoder } from '../protocol/body-decoder';
import { CONTINUE, type Response, encodeGoAhead, encodeResponse } from '../protocol/response';
import type { LiveSession } from '../session/live-session';
import { endWith } from './ending';
import type { DoorRequest } from './request';

/** Who asked for nothing may send at once or wait for the answer; this long shows which. */
const FIRST_BYTES_MS = 300;

const finalAnswers: Record<LiveEndReason, Response> = {
  disconnected: { status: 200, reason: 'OK' },
  'time-used-up': { status: 403, reason: 'The streaming time of this token is used up' },
  kicked: { status: 403, reason: 'Taken off the air' },
  'timed-out': { status: 408, reason: 'No sound came for 10 seconds' },
  'unsupported-format': { status: 415, reason: 'Send Ogg Vorbis, Ogg Opus, Ogg FLAC, MP3 or AAC' },
  'harbor-stopped': { status: 503, reason: 'The harbor is being restarted; connect again' },
};

/**
 * A source's socket while it streams: its bytes go to the session for as long as that has room, and the answer goes out
 * when the time has come.
 *
 * - `SOURCE` waits for `200 OK` before it sends.
 * - `Expect: 100-continue` waits for the 100; the true answer comes at the end.
 * - others may send at once: the 200 goes out when the first bytes were recognised, or nothing came for a moment.
 */
export class SourceStream {
  readonly #request: DoorRequest;
  readonly #decoder: BodyDecoder;
  #session: LiveSession | undefined;
  #end: (reason: LiveEndReason) => void = () => undefined;
  /** Whether the status line went out. */
  #isAnswered = false;
  #isMalformed = false;
  #isOver = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(request: DoorRequest, decoder: BodyDecoder) {
    this.#request = request;
    this.#decoder = decoder;
  }

  /** Begins to read, for an open session. @param end ends the session */
  run(session: LiveSession, end: (reason: LiveEndReason) => void): void {
    this.#session = session;
    this.#end = end;
    const { socket, head, rest } = this.#request;
    // It may have ended while its token was looked at, as in a stop of the harbor.
    if (this.#isOver) return;
    session.onRoom(() => socket.resume());
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('end', () => this.#left());
    socket.on('close', () => this.#left());
    if (socket.destroyed || socket.readableEnded) return this.#left();
    if (head.method === 'SOURCE') this.#goAhead();
    else if (head.headers.has('expect')) socket.write(CONTINUE);
    else this.#patience = setTimeout(() => this.#goAhead(), FIRST_BYTES_MS);
    if (rest.length > 0) this.#take(rest);
    if (!this.#isOver && session.hasRoom) socket.resume();
  }

  /** The session is over, whoever ended it. */
  sessionEnded(reason: LiveEndReason): void {
    this.#isOver = true;
    clearTimeout(this.#patience);
    const response = this.#isMalformed ? { status: 400, reason: 'Malformed body' } : finalAnswers[reason];
    endWith(this.#request.socket, this.#isAnswered ? undefined : encodeResponse(this.#request.head, response));
  }

  #take(bytes: Buffer): void {
    const session = this.#session;
    if (session === undefined || this.#isOver) return;
    const step = this.#decoder.push(bytes);
    for (const piece of step.bytes) if (!session.take(piece)) return this.#end('unsupported-format');
    if (session.isAnnounced && this.#patience !== undefined) this.#goAhead();
    this.#isMalformed = step.state === 'malformed';
    if (step.state !== 'more') return this.#left();
    if (!session.hasRoom) this.#request.socket.pause();
  }

  /** The encoder has nothing more to say. What it said was perhaps too little to tell what it was. */
  #left(): void {
    const session = this.#session;
    this.#end(session === undefined || session.isAnnounced || session.heldBytes === 0 ? 'disconnected' : 'unsupported-format');
  }

  #goAhead(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (this.#isAnswered || this.#isOver) return;
    this.#isAnswered = true;
    this.#request.socket.write(encodeGoAhead(this.#request.head));
  }
}
