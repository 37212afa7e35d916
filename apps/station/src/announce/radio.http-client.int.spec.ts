import { freePort } from '@longwave/testing';
import { type Server, createServer } from 'node:http';
import { reachableHost } from './announce';
import { hearsBytes, sendsProgramme } from './radio.http-client';

let server: Server;
let mount: string;
let health: unknown;

beforeAll(async () => {
  const port = await freePort();
  mount = `http://127.0.0.1:${port}/radio`;
  server = createServer((request, response) => (request.url === '/health' ? response.end(JSON.stringify(health)) : response.end(Buffer.alloc(10_000))));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

it('tells programme from filler, which brings as many bytes', async () => {
  health = { channels: [{ channel_id: 2, sound: 'programme' }, { channel_id: 1, sound: 'filler' }] };
  expect([await hearsBytes(mount, 8_000, 2_000), await sendsProgramme(mount, 1)]).toEqual([true, false]);
  health = { channels: [{ channel_id: 1, sound: 'programme' }] };
  expect(await sendsProgramme(mount, 1)).toBe(true);
});

it('hears nothing where nobody answers', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}/radio`;
  expect([await hearsBytes(nobody, 1, 2_000), await sendsProgramme(nobody, 1)]).toEqual([false, false]);
});

it.each([['0.0.0.0', '127.0.0.1'], ['::', '127.0.0.1'], ['192.168.1.7', '192.168.1.7'], ['::1', '[::1]']])('reaches what listens on %s at %s', (bindAddress, host) => {
  expect(reachableHost(bindAddress)).toBe(host);
  expect(URL.canParse(`http://${host}:8005/radio`)).toBe(true);
});
