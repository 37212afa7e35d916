import { freePort } from '@longwave/testing';
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { checkPublicPorts } from './check-public-ports';
import { choosePort } from './choose-port';
import { portHolder } from './port-holder';

const servers: Server[] = [];
async function takenPort(): Promise<number> {
  const port = await freePort();
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return port;
}
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

it('knows who listens on a port', async () => {
  expect(portHolder(await takenPort())).toEqual({ pid: process.pid, name: readFileSync('/proc/self/comm', 'utf8').trim() });
  expect(portHolder(await freePort())).toBeUndefined();
});

it('names each port that cannot be used, and its setting', async () => {
  const [taken, free] = [await takenPort(), await freePort()];
  const lines = await checkPublicPorts([{ setting: 'A_PORT', port: taken }, { setting: 'B_PORT', port: free }, { setting: 'C_PORT', port: free }], '127.0.0.1');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(new RegExp(`^Longwave needs port ${taken}, which is taken by .* \\(pid ${process.pid}\\): end that, or set A_PORT to a free port\\.$`));
  expect(lines[1]).toBe(`B_PORT and C_PORT are the same port, ${free}.`);
});

it('says that the machine has no such address', async () => {
  expect(await checkPublicPorts([{ setting: 'A_PORT', port: await freePort() }], '203.0.113.7')).toEqual(['Longwave cannot listen on BIND_ADDRESS: this machine has no such address.']);
});

it('keeps a private port, and takes another when it is taken', async () => {
  const [before, taken] = [await freePort(), await takenPort()];
  expect(await choosePort(before, taken, new Set())).toBe(before);
  expect(await choosePort(taken, before, new Set())).toBe(before);
  const other = await choosePort(taken, before, new Set([before]));
  expect([before, taken]).not.toContain(other);
  expect(await choosePort(Number.NaN, undefined, new Set())).toBeGreaterThan(0);
});
