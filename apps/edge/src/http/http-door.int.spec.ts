import { freePort, waitFor } from '@longwave/testing';
import { type Server, type Socket, connect } from 'node:net';
import { ConnectionBook } from '../limits/connection-book';
import { openHttpDoor } from './http-door';

const sockets: Socket[] = [];
let server: Server | undefined;
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
});

it('keeps one address from holding more idle connections than it may', async () => {
  const book = new ConnectionBook(5, () => false);
  const port = await freePort();
  server = openHttpDoor({
    enter: (address) => book.enter(address), maxConnections: 1_000, onListener: () => undefined, onError: () => undefined,
    route: () => ({ kind: 'reply', reply: { status: 200, body: 'x' } }),
  });
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  let closed = 0;
  const come = (): Socket => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).on('close', () => (closed += 1)).resume();
    sockets.push(socket);
    return socket;
  };
  for (let i = 0; i < 40; i++) come();
  await waitFor(() => closed === 25, { what: '25 that are cut' });
  expect([book.isOver('127.0.0.1'), sockets.filter((socket) => !socket.destroyed).length]).toEqual([true, 15]);
  for (const socket of sockets) socket.destroy();
  await waitFor(() => book.size === 0, { what: 'an empty book' });
  const next = come();
  let answer = '';
  next.on('data', (bytes) => (answer += bytes.toString())).write('GET / HTTP/1.1\r\n\r\n');
  await waitFor(() => answer.startsWith('HTTP/1.1 200'), { what: 'an answer' });
});
