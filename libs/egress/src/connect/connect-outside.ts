import { lookup } from 'node:dns/promises';
import { type Socket, connect, isIP } from 'node:net';
import type { EgressAllow } from '../allow/egress-allow';
import { isPublicAddress } from '../ranges/is-public-address';

/** A host that only has addresses to which nothing outside may lead us. Its message names host and port, no address. */
export class EgressRefusedError extends Error {
  constructor(readonly host: string, readonly port: number) {
    super(`${host}:${port} is not on the public internet and not in EGRESS_ALLOW`);
    this.name = 'EgressRefusedError';
  }
}

/** Where to connect, and who may be let through. */
export interface ConnectOutsideOptions {
  /** A name, or an address; IPv6 without brackets. */
  host: string;
  port: number;
  allow: EgressAllow;
  /** For the look-up and the connection together; the addresses of a name share what the look-up leaves. */
  timeoutMs: number;
  /** Gives up. */
  signal?: AbortSignal;
  /** Every address of a name; the system's by default. */
  resolve?: (host: string) => Promise<string[]>;
}

/** A name may give any number of addresses; so many are tried. */
const MAX_ADDRESSES = 4;

/**
 * Opens a TCP connection to a host from outside. The name is looked up once, and the socket is connected to an address
 * that was checked, so that a name that changes its answer meanwhile gains nothing. A host that `allow` has is not
 * checked.
 *
 * @returns a connected socket; its errors and its end are the caller's
 * @throws EgressRefusedError when no address may be connected to
 * @throws Error when the name is unknown, nobody listens, time is up, or `signal` aborts
 */
export async function connectOutside(options: ConnectOutsideOptions): Promise<Socket> {
  const { host, port, allow, timeoutMs, signal } = options;
  if (signal?.aborted) throw new Error('given up');
  const endsAtMs = performance.now() + timeoutMs;
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const found = isIP(host) === 0 ? await orAbort((options.resolve ?? resolveName)(host), limit, host) : [host];
  const addresses = (allow.has(host, port) ? found : found.filter(isPublicAddress)).slice(0, MAX_ADDRESSES);
  if (addresses.length === 0) throw new EgressRefusedError(host, port);
  let last: Error | undefined;
  for (const [i, address] of addresses.entries()) {
    // One that swallows what it is sent leaves the others as much; what an address does not need, the next ones get.
    const shareMs = (endsAtMs - performance.now()) / (addresses.length - i);
    if (limit.aborted || shareMs <= 0) break;
    try {
      return await connectTo(address, port, AbortSignal.any([limit, AbortSignal.timeout(Math.ceil(shareMs))]));
    } catch (error) {
      // `connectTo` rejects with nothing else.
      last = error as Error;
    }
  }
  if (signal?.aborted) throw new Error('given up');
  throw last === undefined || last instanceof GivenUpError ? new Error(`${host}:${port} did not answer within ${timeoutMs} ms`) : last;
}

/** An address that did not answer in its share of the time. */
class GivenUpError extends Error {}

async function resolveName(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function orAbort<T>(work: Promise<T>, limit: AbortSignal, host: string): Promise<T> {
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`${host} could not be looked up in time`)), { once: true });
    work.then(resolve, reject);
  });
}

function connectTo(host: string, port: number, limit: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // An address, so nothing is looked up any more.
    const socket = connect({ host, port });
    const abort = (): void => fail(new GivenUpError('given up'));
    const settle = (): void => {
      limit.removeEventListener('abort', abort);
      socket.removeAllListeners('error').removeAllListeners('connect');
    };
    const fail = (error: Error): void => {
      settle();
      // An error may still be on its way from a socket that is given up.
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    if (limit.aborted) abort();
    else limit.addEventListener('abort', abort, { once: true });
  });
}
