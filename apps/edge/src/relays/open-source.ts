import { type EgressAllow, EgressRefusedError, connectOutside } from '@longwave/egress';
import type { RelayTarget } from '@longwave/contracts';
import type { Socket } from 'node:net';
import { exchange } from './exchange';
import { RelayError } from './relay-error';
import { type SourceFacts, isTitleTaken, readSourceAnswer, sourceRequest, titleRequest } from './source-messages';

const CONNECT_MS = 10_000;
const ANSWER_MS = 10_000;
const TITLE_MS = 5_000;

/** A target, and what it takes to get there. */
export interface SourceAddress {
  target: RelayTarget;
  allow: EgressAllow;
  signal: AbortSignal;
}

/**
 * Connects to a target and asks it to take a stream.
 *
 * @returns a socket that takes the stream's bytes; the caller closes it
 * @throws RelayError
 */
export async function openSource(address: SourceAddress, facts: SourceFacts): Promise<Socket> {
  const socket = await connected(address);
  const read = (answer: string, isEnd: boolean): 'go' | undefined => readSourceAnswer(answer, isEnd, address.target);
  try {
    await unlessAborted(address.signal, socket, exchange(socket, sourceRequest(address.target, facts), ANSWER_MS, read));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * Tells a target the title of the MP3 stream that it is sent.
 *
 * @returns whether it took it
 * @throws RelayError when it cannot be asked
 */
export async function tellTitle(address: SourceAddress, line: string): Promise<boolean> {
  const socket = await connected(address);
  try {
    const request = titleRequest(address.target, line);
    return await unlessAborted(address.signal, socket, exchange(socket, request, TITLE_MS, (answer, isEnd) => (isEnd ? isTitleTaken(answer) : undefined)));
  } finally {
    socket.destroy();
  }
}

/** An end of ours breaks the exchange off, rather than waiting for an answer. */
async function unlessAborted<T>(signal: AbortSignal, socket: Socket, work: Promise<T>): Promise<T> {
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await work;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function connected({ target, allow, signal }: SourceAddress): Promise<Socket> {
  const { host, port } = target;
  try {
    const socket = await connectOutside({ host, port, allow, timeoutMs: CONNECT_MS, signal });
    // Whoever waits for an answer listens to errors too; nobody does in between.
    socket.on('error', () => undefined).setNoDelay(true);
    return socket;
  } catch (error) {
    if (error instanceof EgressRefusedError) throw new RelayError('forbidden-address', error.message, { cause: error });
    throw new RelayError('broken', `${host}:${port} cannot be reached${reasonOf(error)}`, { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there', ENOTFOUND: 'the name is not known', EAI_AGAIN: 'the name cannot be looked up now', EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there', ECONNRESET: 'the connection was reset', ETIMEDOUT: 'no answer in time',
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) return `: ${error instanceof Error ? error.message : 'unknown'}`;
  return `: ${reasons[code] ?? code}`;
}
