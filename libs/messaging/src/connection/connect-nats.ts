import { connect } from '@nats-io/transport-node';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';

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
    reconnectTimeWait: 100,
    timeout: 1000,
    pingInterval: 1000,
    maxPingOut: 2,
    waitOnFirstConnect: true,
    ignoreAuthErrorAbort: true,
  };
}

/** Connects, waiting for the server as long as it takes. */
export function connectNats(address: NatsAddress): Promise<NatsConnection> {
  return connect(natsOptions(address));
}
