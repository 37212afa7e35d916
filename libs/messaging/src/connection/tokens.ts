/** Injection token of the process's `NatsConnection`. */
export const NATS_CONNECTION = Symbol.for('longwave:nats-connection');
