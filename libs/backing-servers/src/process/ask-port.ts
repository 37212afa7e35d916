import { connect } from 'node:net';

/**
 * Connects to a port of this machine, says `hello` and tells whether the first bytes of the answer are as expected.
 * False, never an error, for everything else, silence for a second included.
 */
export function askPort(port: number, hello: Uint8Array | string, isExpected: (answer: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(1000, () => done(false));
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
    socket.on('connect', () => socket.write(hello));
    socket.once('data', (answer) => done(isExpected(answer)));
  });
}
