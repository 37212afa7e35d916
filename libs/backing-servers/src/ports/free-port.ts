import { createServer } from 'node:net';

/**
 * Whether nobody listens on a TCP port of this address right now.
 *
 * @param host `0.0.0.0` is refused when any address of the machine has the port
 * @returns the errno (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, …) that listening gave, or undefined when it worked
 */
export function portProblem(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** A TCP port of the loopback that was free a moment ago; another process may take it before it is used. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
