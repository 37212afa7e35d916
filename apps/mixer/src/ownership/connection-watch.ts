import type { NatsConnection } from '@nats-io/nats-core';

/** Since when this process has been connected to NATS without a break; `onReconnect` is called after each break. */
export class ConnectionWatch {
  #connectedAtMs: number | undefined;

  constructor(connection: NatsConnection, nowMs: () => number, onReconnect: () => void) {
    this.#connectedAtMs = nowMs();
    void this.#follow(connection, nowMs, onReconnect);
  }

  connectedForMs(nowMs: number): number {
    return this.#connectedAtMs === undefined ? 0 : nowMs - this.#connectedAtMs;
  }

  async #follow(connection: NatsConnection, nowMs: () => number, onReconnect: () => void): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.#connectedAtMs = undefined;
      if (type !== 'reconnect') continue;
      this.#connectedAtMs = nowMs();
      onReconnect();
    }
  }
}
