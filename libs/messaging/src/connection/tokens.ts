/** Injection token of the process's `NatsConnection`. */
export const NATS_CONNECTION = Symbol.for('longwave:nats-connection');
/** Injection token of the number of servers that keep the KV. */
export const KV_REPLICAS = Symbol.for('longwave:kv-replicas');
