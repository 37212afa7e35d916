import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';

/** A listener that hears a moment and then reads no more, while its connection stays open. */
export class StuckListener {
  readonly id = randomUUID();
  readonly #socket: Socket;

  constructor(private readonly port: number) {
    this.#socket = connect(port, '127.0.0.1', () => {
      this.#socket.write(`GET /radio?listener=${this.id} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    });
    // Being dropped is its fate.
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.once('data', () => this.#socket.pause());
  }

  /** Bytes that the edge sent and this one has not taken, as the kernel tells it; undefined once the connection is gone. */
  unsentBytes(): number | undefined {
    const hex = (port: number | undefined): string => (port ?? 0).toString(16).toUpperCase().padStart(4, '0');
    for (const line of ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => readFileSync(table, 'latin1').split('\n'))) {
      const [, local, remote, state, queues] = line.trim().split(/\s+/);
      const isOurs = local?.endsWith(`:${hex(this.port)}`) === true && remote?.endsWith(`:${hex(this.#socket.localPort)}`) === true;
      if (isOurs && state === '01') return Number.parseInt(queues ?? '', 16);
    }
    return undefined;
  }

  close(): void {
    this.#socket.destroy();
  }
}
