import { FILLER_PACKET, OggOpusStream } from '@longwave/audio';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '../wait/wait-for';
import { CommonPages } from './common-pages';
import { SteadyListener } from './steady-listener';

describe('a steady listener', () => {
  let server: Server;
  let answers: ServerResponse[];
  let common: CommonPages;
  const ogg = new OggOpusStream({ serial: 1 });
  const page = (index: number): Uint8Array => {
    ogg.sequence = index + 2;
    return ogg.audioPage(Array.from({ length: 5 }, () => FILLER_PACKET), (index + 1) * 4_800);
  };

  beforeEach(async () => {
    common = new CommonPages();
    answers = [];
    server = createServer((_request, response) => {
      response.write(ogg.headers());
      answers.push(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void server.closeAllConnections());
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function aListener(): Promise<SteadyListener> {
    const before = answers.length;
    const listener = new SteadyListener(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, common);
    await waitFor(() => answers.length > before, { what: 'the request' });
    return listener;
  }
  async function send(listener: SteadyListener, ...indexes: number[]): Promise<void> {
    const pages = listener.pages + indexes.length;
    answers.at(-1)?.write(Buffer.concat(indexes.map(page)));
    await waitFor(() => listener.pages === pages, { what: 'the pages' });
  }
  const passed = (ms: number): Promise<true> => {
    const since = performance.now();
    return waitFor(() => performance.now() - since >= ms || undefined, { what: `${ms} ms` });
  };

  it('knows the least a player had in hand, and that it ran dry', async () => {
    const listener = await aListener();
    await send(listener, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    await passed(600);
    await send(listener, 10);
    expect(listener.leastBufferSeconds).toBeGreaterThan(0.2);
    expect(listener.leastBufferSeconds).toBeLessThan(0.41);
    await passed(700);
    listener.stop();
    expect(listener.leastBufferSeconds).toBeLessThan(0);
    expect(listener.faults).toEqual([]);
  });

  it('tells a gap, a page unlike the others’, and a line that broke', async () => {
    const [one, gap] = [await aListener(), page(7)];
    await send(one, 0, 1);
    answers.at(-1)?.write(gap);
    await waitFor(() => one.faults.length > 0, { what: 'a fault' });
    expect(one.faults[0]).toMatch(/ends at 38400 instead of page 4 at 14400/);
    one.stop();
    const other = await aListener();
    answers.at(-1)?.write(ogg.audioPage([FILLER_PACKET], 4_800));
    await waitFor(() => other.faults.length > 0, { what: 'a fault' });
    expect(other.faults[0]).toMatch(/another one than the others got/);
    answers.at(-1)?.destroy();
    await waitFor(() => other.closedAt, { what: 'the end' });
    expect(other.faults.at(-1)).toMatch(/ended|hang up|aborted/);
  });
});
