import { freePort, waitFor } from '@longwave/testing';
import { type Server, type Socket, connect, createServer } from 'node:net';
import type { EdgeChannel } from '../channel/edge-channel';
import { EndlessStream } from '../mux/endless-stream';
import { ListenerHub } from './listener-hub';
import { type ReadTables, SlowListenerWatch, readKernelTables } from './slow-listener-watch';

const PACKET = new Uint8Array(1_270).fill(0xfc);
const servers: Server[] = [];
const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A hub behind a real port, and a channel of 64 KB/s whose time the test makes pass. */
async function open(host: string) {
  const stream = new EndlessStream({ serial: 1, title: 'x' });
  const channel = { endless: stream, timeline: { nextPosition: 0 } } as unknown as EdgeChannel;
  const hub = new ListenerHub();
  const port = await freePort();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    hub.add({ socket, channel, flavour: 'endless', burstSeconds: 4 }, 0);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  let seconds = 0;
  const passSecond = (): void => {
    for (let i = 0; i < 50; i += 5) stream.push({ position: seconds * 48_000 + i * 960, packets: Array.from({ length: 5 }, () => PACKET) });
    seconds += 1;
    hub.tick(seconds * 1_000);
  };
  const listenAs = async (reads: boolean): Promise<{ heard: () => number; isClosed: () => boolean }> => {
    const before = hub.size;
    const client = connect(port, host === '::' ? '127.0.0.1' : host);
    clients.push(client);
    let bytes = 0;
    let isClosed = false;
    client.on('error', () => undefined).on('close', () => (isClosed = true));
    if (reads) client.on('data', (chunk) => (bytes += chunk.length));
    else client.pause();
    await waitFor(() => hub.size > before, { what: 'listener' });
    return { heard: () => bytes, isClosed: () => isClosed };
  };
  return { hub, port, passSecond, listenAs };
}

describe.each([
  ['127.0.0.1', readKernelTables],
  ['::', readKernelTables],
  ['127.0.0.1 without the kernel’s tables', async () => undefined],
] as [string, ReadTables][])('on %s', (where, readTables) => {
  it('drops who does not read, and nobody else', async () => {
    const { hub, port, passSecond, listenAs } = await open(where.split(' ')[0]!);
    const dropped: number[] = [];
    const watch = new SlowListenerWatch(hub, port, (_listener, lagBytes) => dropped.push(lagBytes), { readTables });
    passSecond();
    const reader = await listenAs(true);
    await listenAs(false);
    let seconds = 0;
    // What the client's own kernel takes, what ours hides (4 MB at most), and 20 s.
    while (hub.size === 2 && seconds < 200) {
      passSecond();
      seconds += 1;
      const before = reader.heard();
      await waitFor(() => reader.heard() > before, { what: 'sound for the one who reads' });
      await watch.look();
    }
    await waitFor(() => hub.size === 1, { what: 'drop' });
    expect(dropped).toHaveLength(1);
    expect(dropped[0]).toBeGreaterThan(20 * 63_500);
    expect(reader.isClosed()).toBe(false);
    // Not before its share of 20 s piled up beyond what the client's side took.
    expect(seconds).toBeGreaterThanOrEqual(19);
    if (readTables === readKernelTables) expect(dropped[0]).toBeLessThan(24 * 64_500);
  });
});
