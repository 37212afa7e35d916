import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { parseEgressAllow } from '../allow/egress-allow';
import { type ConnectOutsideOptions, EgressRefusedError, connectOutside } from './connect-outside';

let server: Server;
let port: number;
let accepted = 0;
const sockets: Socket[] = [];

beforeEach(async () => {
  accepted = 0;
  server = createServer((socket) => {
    accepted += 1;
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  await once(server, 'close');
});

async function open(options: Partial<ConnectOutsideOptions>): Promise<Socket> {
  const socket = await connectOutside({ host: 'radio.example', port, allow: parseEgressAllow(''), timeoutMs: 2_000, ...options });
  sockets.push(socket);
  return socket;
}

it.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '127.1', '0'])('refuses %s, however it is written, and never connects', async (host) => {
  await expect(open({ host })).rejects.toThrow(EgressRefusedError);
  expect(accepted).toBe(0);
});

it('refuses a public name that leads to private addresses', async () => {
  await expect(open({ resolve: async () => ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1'] })).rejects.toThrow(/radio\.example:\d+ is not on the public internet/);
  expect(accepted).toBe(0);
});

it('lets a host through that the operator listed, on that port alone', async () => {
  await open({ host: '127.0.0.1', allow: parseEgressAllow(`127.0.0.1:${port}`) });
  expect(sockets.some(({ remotePort }) => remotePort === port)).toBe(true);
  await expect(open({ host: '127.0.0.1', allow: parseEgressAllow(`127.0.0.1:${port + 1}`) })).rejects.toThrow(EgressRefusedError);
});

it('lists hosts by the name in the target, not by what it leads to', async () => {
  const resolve = async () => ['127.0.0.1'];
  await expect(open({ resolve, allow: parseEgressAllow('127.0.0.1') })).rejects.toThrow(EgressRefusedError);
  await open({ resolve, allow: parseEgressAllow('radio.example') });
  expect(sockets.some(({ remoteAddress }) => remoteAddress === '127.0.0.1')).toBe(true);
});

it('looks a name up once, and connects to what it was told then', async () => {
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    return asked === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
  };
  const socket = await open({ resolve, allow: parseEgressAllow('radio.example') });
  expect([asked, socket.remoteAddress]).toEqual([1, '127.0.0.1']);
});

it('tries the next address when nobody listens at the first', async () => {
  const socket = await open({ resolve: async () => ['127.0.0.2', '127.0.0.1'], allow: parseEgressAllow('radio.example') });
  expect(socket.remoteAddress).toBe('127.0.0.1');
});

it('tells that nobody listens', async () => {
  server.close();
  await once(server, 'close');
  await expect(open({ host: '127.0.0.1', allow: parseEgressAllow('127.0.0.1') })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  server = createServer().listen(0);
  await once(server, 'listening');
});

it('gives up a name that is never told', async () => {
  await expect(open({ resolve: () => new Promise(() => undefined), timeoutMs: 100 })).rejects.toThrow(/in time/);
});

it('gives up when it is told to', async () => {
  const abort = new AbortController();
  const opening = open({ resolve: () => new Promise(() => undefined), signal: abort.signal });
  abort.abort();
  await expect(opening).rejects.toThrow();
});

/** An address that swallows what it is sent: it listens, accepts nobody, and its queue is full. */
async function blackHole(host: string): Promise<Worker> {
  const listenAndBlock = `
    const { parentPort, workerData } = require('node:worker_threads');
    require('node:net').createServer().listen({ ...workerData, backlog: 1 }, () => {
      parentPort.postMessage('listens');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const worker = new Worker(listenAndBlock, { eval: true, workerData: { host, port } });
  await once(worker, 'message');
  const waiting = Array.from({ length: 4 }, () => connect({ host, port }).on('error', () => undefined));
  sockets.push(...waiting);
  await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')));
  return worker;
}

it('has time left for the next address when the first swallows everything', async () => {
  const worker = await blackHole('127.0.0.2');
  const allow = parseEgressAllow('radio.example');
  try {
    await expect(open({ resolve: async () => ['127.0.0.2'], allow, timeoutMs: 200 })).rejects.toThrow(/did not answer within 200 ms/);
    const startedAt = performance.now();
    const socket = await open({ resolve: async () => ['127.0.0.2', '127.0.0.1'], allow, timeoutMs: 2_000 });
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  } finally {
    for (const socket of sockets.splice(0)) socket.destroy();
    await worker.terminate();
  }
});

it('tells an error when it was told to give up before', async () => {
  const resolve = jest.fn(async () => ['127.0.0.1']);
  for (const host of ['127.0.0.1', 'radio.example']) {
    await expect(open({ host, resolve, signal: AbortSignal.abort(), allow: parseEgressAllow(host) })).rejects.toThrow('given up');
  }
  expect([resolve.mock.calls.length, accepted]).toEqual([0, 0]);
});
