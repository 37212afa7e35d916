import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { exchange } from './exchange';
import { readSourceAnswer } from './source-messages';

const target = { user: 'source', password: 'hunter2' };
let server: Server;
let socket: Socket;
let answerWith: (socket: Socket) => void;

beforeEach(async () => {
  // Keeps each line open, as a proxy would.
  server = createServer((line) => line.on('error', () => undefined).once('data', () => answerWith(line)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
});
afterEach(() => {
  socket.destroy();
  server.close();
});

async function ask(timeoutMs: number) {
  const from = performance.now();
  const outcome = await exchange(socket, 'PUT / HTTP/1.1\r\n\r\n', timeoutMs, (answer, isEnd) => readSourceAnswer(answer, isEnd, target)).catch((error: unknown) => error);
  return { outcome, tookMs: performance.now() - from };
}

it('takes a refusal at the end of its body, though the line is kept open', async () => {
  answerWith = (line) => line.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 17\r\n\r\nMountpoint in use');
  const { outcome, tookMs } = await ask(10_000);
  expect(outcome).toMatchObject({ kind: 'broken', message: 'the mount is in use at the target (403 Mountpoint in use)' });
  expect(tookMs).toBeLessThan(1_500);
});

it('takes a refusal that does not say how long it is, soon after its head', async () => {
  answerWith = (line) => line.write('HTTP/1.1 404 Not Found\r\nServer: x\r\n\r\n');
  const { outcome, tookMs } = await ask(10_000);
  expect(outcome).toMatchObject({ kind: 'refused', message: 'the target answered 404 Not Found' });
  expect(tookMs).toBeLessThan(6_000);
});

it('is told of a target that says nothing whole as such', async () => {
  answerWith = (line) => line.write('HTTP/1.1 404 Not Found\r\nServer:');
  expect((await ask(200)).outcome).toMatchObject({ kind: 'broken', message: 'the target did not answer within 200 ms' });
});

it('is over when the line is', async () => {
  answerWith = (line) => line.end('HTTP/1.0 403 Forbidden\r\n\r\nno such type');
  expect((await ask(10_000)).outcome).toMatchObject({ kind: 'refused', message: 'the target refused the source (403 no such type)' });
});
