import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openCover } from './cover.http-client';

const HEADERS_TIMEOUT_MS = 150;
let library: http.Server;
let base: string;

beforeAll(async () => {
  library = http.createServer((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200, { 'content-length': 7 }).write('pic');
    if (request.url === '/slow') setTimeout(() => response.end('ture'), 4 * HEADERS_TIMEOUT_MS);
  });
  await new Promise<void>((resolve) => library.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(library.address() as AddressInfo).port}`;
});
afterAll(async () => {
  library.closeAllConnections();
  await new Promise((resolve) => library.close(resolve));
});
const open = (path: string, signal = new AbortController().signal) => openCover(base + path, { signal, headersTimeoutMs: HEADERS_TIMEOUT_MS });

it('lets the body take longer than the headers may', async () => {
  expect(await (await open('/slow')).text()).toBe('picture');
});

it('gives up on a library that does not answer', async () => {
  await expect(open('/silent')).rejects.toThrow('no headers in time');
});

it('ends the body when whoever reads it has gone', async () => {
  const client = new AbortController();
  const response = await open('/half', client.signal);
  const text = response.text();
  await pause(0);
  client.abort();
  await expect(text).rejects.toThrow(/abort/);
});
