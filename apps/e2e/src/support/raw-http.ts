import { type Socket, connect } from 'node:net';

/** What came back, and when the other side closed; undefined if it did not in time. */
export interface RawAnswer {
  text: string;
  closedAfterMs: number | undefined;
}

/** Sends bytes as they are, without a client that would make them right, and waits until the other side closes. */
export function sendRaw(port: number, bytes: string | Uint8Array, timeoutMs = 15_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let text = '';
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const done = (closedAfterMs: number | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closedAfterMs });
    };
    const timer = setTimeout(() => done(undefined), timeoutMs);
    socket.on('data', (chunk) => (text = (text + chunk.toString('latin1')).slice(0, 100_000)));
    // A reset is a close as well: whoever sends garbage is not owed an answer.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => done(performance.now() - startedAt));
  });
}

/** Asks for an address exactly as written: no client in between resolves its points. */
export async function rawGet(port: number, target: string): Promise<{ status: number; text: string }> {
  const { text } = await sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  return { status: Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0), text };
}
