import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

const END_OF_HEAD = '\r\n\r\n';
/** No encoder's head is longer. */
const MAX_HEAD_BYTES = 16_384;

/**
 * A line between a DJ's encoder and the harbor that changes nothing and notes when the first byte of sound passes: the
 * first one after the head of the request, whatever the encoder waited for before it.
 */
export class EncoderLine {
  /** `performance.now()` of the first byte of the first request's body. */
  firstByteAt: number | undefined;
  readonly #server: Server;

  private constructor(private readonly harborPort: number) {
    this.#server = createServer((encoder) => this.#join(encoder));
  }

  static async open(harborPort: number): Promise<EncoderLine> {
    const line = new EncoderLine(harborPort);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  /** The port that the encoder has to be sent to. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more encoders; those that are there go on. */
  close(): void {
    this.#server.close();
  }

  #join(encoder: Socket): void {
    const harbor = connect(this.harborPort, '127.0.0.1');
    for (const socket of [encoder, harbor]) socket.setNoDelay(true);
    let head: string | undefined = '';
    encoder.on('data', (bytes) => {
      if (head === undefined) return;
      head = (head + bytes.toString('latin1')).slice(-MAX_HEAD_BYTES);
      const end = head.indexOf(END_OF_HEAD);
      if (end < 0 || end + END_OF_HEAD.length === head.length) return;
      head = undefined;
      this.firstByteAt ??= performance.now();
    });
    encoder.pipe(harbor).pipe(encoder);
    // A line that breaks on one side breaks on the other.
    encoder.on('error', () => harbor.resetAndDestroy());
    harbor.on('error', () => encoder.resetAndDestroy());
  }
}
