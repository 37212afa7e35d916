import { freePort } from '@longwave/testing';
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { checkPorts } from './check-ports';
import { StationConfig } from '../station.config';
import { choosePort, choosePorts } from './choose-port';
import { portHolder } from './port-holder';

const servers: Server[] = [];
const at = (setting: string, port: number, address = '127.0.0.1') => ({ setting, port, address });
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
  const lines = await checkPorts([at('A_PORT', taken), at('B_PORT', free), at('C_PORT', free, '0.0.0.0')]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(new RegExp(`^Longwave needs port ${taken}, which is taken by .* \\(pid ${process.pid}\\): end that, or set A_PORT to a free port\\.$`));
  expect(lines[1]).toBe(`B_PORT and C_PORT are the same port, ${free}.`);
});

it('says that the machine has no such address', async () => {
  expect(await checkPorts([at('A_PORT', await freePort(), '203.0.113.7')])).toEqual(['Longwave cannot listen on BIND_ADDRESS: this machine has no such address.']);
});

it('lets no private port take one that a setting names', async () => {
  const [gateway, media] = [await freePort(), await freePort()];
  const config = Object.assign(new StationConfig(), { GATEWAY_PORT: gateway, EDGE_PORT: 8010, LIBRARY_MEDIA_PORT: media });
  const chosen = await choosePorts({ nats: gateway, redis: media }, config);
  expect(chosen.libraryMedia).toBe(media);
  expect(new Set([gateway, 8010, config.HARBOR_PORT, ...Object.values(chosen)]).size).toBe(7);
  const withoutMedia = await choosePorts({ libraryMedia: 8010 }, Object.assign(config, { LIBRARY_MEDIA_PORT: undefined }));
  expect(withoutMedia.libraryMedia).not.toBe(8010);
});

it('keeps a private port, and takes another when it is taken', async () => {
  const [before, taken] = [await freePort(), await takenPort()];
  expect(await choosePort(before, taken, new Set())).toBe(before);
  expect(await choosePort(taken, before, new Set())).toBe(before);
  const other = await choosePort(taken, before, new Set([before]));
  expect([before, taken]).not.toContain(other);
  expect(await choosePort(Number.NaN, undefined, new Set())).toBeGreaterThan(0);
});
