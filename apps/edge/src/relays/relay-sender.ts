import type { EdgeChannel } from '../channel/edge-channel';
import type { SharedStream } from '../mux/shared-stream';
import { lineOf } from '../titles/stream-title';

/** The target's listeners get its own burst; this fills that, and covers a late tick of ours. */
const BURST_SECONDS = 2;

/** Where bytes go. */
export interface ByteSink {
  write(bytes: Uint8Array): unknown;
}

/** Sends a mount's stream to one target as it is made, and tells which title goes with it. */
export class RelaySender {
  #cursor = 0;
  #hasBegun = false;
  #line: string | undefined;
  bytesSent = 0;

  /** @param onTitle hears each title as its first bytes leave */
  constructor(
    private readonly channel: Pick<EdgeChannel, 'titles'>,
    private readonly stream: SharedStream,
    private readonly sink: ByteSink,
    private readonly onTitle: (line: string) => void,
  ) {}

  /** Sends what there is; to be called every 100 ms. */
  flush(): void {
    const { stream } = this;
    // An encoder that was just woken has nothing yet.
    if (!this.#hasBegun) this.#cursor = stream.join(BURST_SECONDS);
    if (this.#cursor >= stream.endIndex) return;
    if (!this.#hasBegun) this.#write(stream.prefixAt(this.#cursor));
    this.#hasBegun = true;
    const position = stream.positionAt(this.#cursor);
    if (position !== undefined) this.#tell(lineOf(this.channel.titles.at(position)));
    this.#write(stream.bytesFrom(this.#cursor));
    this.#cursor = stream.endIndex;
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.bytesSent += bytes.length;
    this.sink.write(bytes);
  }

  #tell(line: string): void {
    if (line === this.#line) return;
    this.#line = line;
    this.onTitle(line);
  }
}
