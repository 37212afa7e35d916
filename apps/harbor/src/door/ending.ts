import type { Socket } from 'node:net';

const LINGER_MS = 2_000;
const LINGER_BYTES = 2_097_152;

/**
 * Sends the last bytes of a connection and closes it so that they arrive: what the other side still sends is read and
 * thrown away for a moment, since closing with unread bytes resets the line and takes the answer with it.
 */
export function endWith(socket: Socket, bytes: Uint8Array = new Uint8Array()): void {
  if (socket.destroyed || socket.writableEnded) return;
  socket.removeAllListeners('data');
  let discarded = 0;
  socket.on('data', (late) => {
    discarded += late.length;
    if (discarded > LINGER_BYTES) socket.destroy();
  });
  // Once both sides have said all, the socket closes by itself.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.on('close', () => clearTimeout(timer));
  socket.end(bytes);
  socket.resume();
}
