import type { Socket } from 'node:net';
import type { EdgeChannel } from '../channel/edge-channel';
import type { ReadTables } from '../listeners/slow-listener-watch';
import type { SharedStream } from '../mux/shared-stream';
import { RelayError } from './relay-error';
import { RelaySender } from './relay-sender';
import { unsentBytes } from './unsent-bytes';

const SEND_EVERY_MS = 100;
const LOOK_FOR_LAG_MS = 2_000;
/** Sound that a target may have not taken; then it is dropped, and connected anew. */
const MAX_LAG_SECONDS = 10;
const MIN_LAG_BYTES = 128 * 1024;

export interface SendStreamOptions {
  socket: Socket;
  channel: Pick<EdgeChannel, 'titles'>;
  stream: SharedStream;
  isChannelThere: () => boolean;
  /** Hears each title as its first bytes leave. */
  onTitle: (line: string) => void;
  onSent: (bytes: number) => void;
  /** Tells what the kernel holds of the sockets. */
  readTables: ReadTables;
  signal: AbortSignal;
}

/** Sends a stream in real time until the line breaks, the target no longer takes it, or `signal` aborts. @returns why it ended */
export function sendStream({ socket, channel, stream, isChannelThere, onTitle, onSent, readTables, signal }: SendStreamOptions): Promise<RelayError> {
  const sender = new RelaySender(channel, stream, socket, onTitle);
  const limitBytes = (): number => Math.max(MIN_LAG_BYTES, stream.bytesPerSecond * MAX_LAG_SECONDS);
  return new Promise((resolve) => {
    const end = (message: string, cause?: unknown): void => {
      clearInterval(sending);
      clearInterval(watching);
      signal.removeEventListener('abort', onAbort);
      resolve(new RelayError('broken', message, { cause }));
    };
    const send = (): void => {
      // Nobody else would catch it: an error in a timer ends the process, with everybody who listens.
      try {
        if (!isChannelThere()) return end('the channel is gone');
        const before = sender.bytesSent;
        sender.flush();
        onSent(sender.bytesSent - before);
        // Where the kernel tells nothing this is all that can be seen.
        if (socket.writableLength > limitBytes()) end('the target does not take the stream');
      } catch (error) {
        end('the stream could not be sent', error);
      }
    };
    const watch = (): void => {
      // A table that cannot be read now can be at the next look.
      unsentBytes(socket, readTables).then((bytes) => bytes > limitBytes() && end('the target does not take the stream')).catch(() => undefined);
    };
    const onAbort = (): void => end('ended');
    const sending = setInterval(send, SEND_EVERY_MS);
    const watching = setInterval(watch, LOOK_FOR_LAG_MS);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (cause) => end('the connection to the target broke', cause));
    for (const event of ['end', 'close'] as const) socket.on(event, () => end('the target closed the connection'));
    // What a target says after it took the source, such as a second "200 OK", is of no use to us.
    socket.resume();
  });
}
