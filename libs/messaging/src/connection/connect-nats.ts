import { TimeoutError } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import { natsProblemOf } from './nats-problem';
import type { NatsProblem } from './nats-problem';

export interface NatsAddress {
  url: string;
  user?: string | undefined;
  password?: string | undefined;
  /** Shown in the server's list of connections. */
  name: string;
  /** Servers that keep a copy of the KV; see `kvReplicas`. */
  kvReplicas?: number | undefined;
}

/**
 * How many servers of a cluster keep the media plane's KV: what was set, else three where the address names at least
 * three servers, so that losing one loses nothing. Two would be worse than one: both would have to be there.
 */
export function kvReplicas(address: Pick<NatsAddress, 'url' | 'kvReplicas'>): number {
  return address.kvReplicas ?? (address.url.split(',').length >= 3 ? 3 : 1);
}

/**
 * Options of every connection: never give up, come back within 100 ms, notice a dead line within 3 s, and wait no longer
 * than 1 s for a server that does not answer before the next one is tried (20 s by default: a client that is cut off
 * together with one server of three may try the two others first). The client drops what is published while it is
 * disconnected, so nothing may rely on its buffer.
 */
export function natsOptions(address: NatsAddress): NodeConnectionOptions {
  return {
    servers: address.url.split(','),
    name: address.name,
    ...(address.user === undefined ? {} : { user: address.user, pass: address.password ?? '' }),
    maxReconnectAttempts: -1,
    // The jitter comes on top, 100 ms of it by default.
    reconnectTimeWait: 50,
    reconnectJitter: 50,
    timeout: 1000,
    pingInterval: 1000,
    maxPingOut: 2,
    waitOnFirstConnect: true,
    ignoreAuthErrorAbort: true,
  };
}

/** A name that nobody answers for takes the resolver longer than a server that is there. */
const PROBE_MS = 3_000;
const TELL_AFTER_MS = 5_000;
const TELL_AGAIN_MS = 60_000;

/**
 * Connects, waiting for the server as long as it takes.
 *
 * @param onWaiting told in one line why it still waits: after 5 s, then each minute. The client itself would wait without
 *   a word, be it for a server that comes up in a moment or for one that will always refuse the password.
 */
export async function connectNats(address: NatsAddress, onWaiting?: (problem: string) => void): Promise<NatsConnection> {
  const connected = new AbortController();
  if (onWaiting) void tellWhileWaiting(address, onWaiting, connected.signal);
  try {
    return await connect(natsOptions(address));
  } finally {
    connected.abort();
  }
}

async function tellWhileWaiting(address: NatsAddress, onWaiting: (problem: string) => void, connected: AbortSignal): Promise<void> {
  for (let ms = TELL_AFTER_MS; ; ms = TELL_AGAIN_MS) {
    // Ends early, by an error that says nothing, once there is a connection.
    await delay(ms, undefined, { signal: connected, ref: false }).catch(() => undefined);
    if (connected.aborted) return;
    const problem = await natsProblem(address);
    if (problem !== undefined && !connected.aborted) onWaiting(problem.text);
  }
}

/**
 * Tries each server once.
 *
 * @returns undefined when one of them lets this user in; of several problems a refusal, which waiting does not mend
 */
export async function natsProblem(address: NatsAddress): Promise<NatsProblem | undefined> {
  const found = await Promise.all(address.url.split(',').map((server) => problemWith(server, address)));
  if (found.includes(undefined)) return undefined;
  return found.find((problem) => problem?.kind === 'refused') ?? found[0];
}

async function problemWith(server: string, address: NatsAddress): Promise<NatsProblem | undefined> {
  const attempt = connect({ ...natsOptions(address), servers: [server], reconnect: false, waitOnFirstConnect: false });
  // One that comes too late is closed as well.
  attempt.then((connection) => connection.close()).catch(() => undefined);
  const waiting = new AbortController();
  try {
    await Promise.race([attempt, delay(PROBE_MS, undefined, { signal: waiting.signal }).then(() => Promise.reject(new TimeoutError()))]);
    return undefined;
  } catch (error) {
    return natsProblemOf(error, server, address.user !== undefined);
  } finally {
    waiting.abort();
  }
}
