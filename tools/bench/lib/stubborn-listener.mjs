import { get } from 'node:http';

const RETRY_MS = 100;

/** A listener that comes back whenever its line breaks, as good players do, and counts what that cost. */
export class StubbornListener {
  /** `performance.now()` of each lost socket, and of the first byte of sound after it. */
  losses = [];
  /** Bytes of each connection, for those who keep them. */
  connections = [];
  bytes = 0;
  #isStopped = false;

  constructor(url, { keeps = false } = {}) {
    this.url = url;
    this.keeps = keeps;
    this.#connect();
  }

  #connect() {
    if (this.#isStopped) return;
    const pieces = [];
    let isAnswered = false;
    const again = () => {
      if (this.#isStopped || this.current !== request) return;
      this.current = undefined;
      if (isAnswered) this.losses.push({ at: performance.now(), backAt: undefined });
      setTimeout(() => this.#connect(), isAnswered ? 0 : RETRY_MS);
    };
    const request = get(this.url, { agent: false }, (response) => {
      if (response.statusCode !== 200) return void response.destroy();
      isAnswered = true;
      if (this.keeps) this.connections.push(pieces);
      response.on('data', (bytes) => {
        const loss = this.losses.at(-1);
        if (loss) loss.backAt ??= performance.now();
        this.bytes += bytes.length;
        if (this.keeps) pieces.push(bytes);
      });
      response.on('error', again);
    });
    this.current = request;
    request.on('error', again);
    request.on('close', again);
  }

  stop() {
    this.#isStopped = true;
    this.current?.destroy();
  }
}
