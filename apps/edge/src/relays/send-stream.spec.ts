import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import type { LinkTags } from '../mux/chained-stream';
import type { SharedStream } from '../mux/shared-stream';
import { TitleLog } from '../titles/title-log';
import { sendStream } from './send-stream';

/** A stream that has something to send, and fails at the third look. */
class FailingStream implements SharedStream {
  looks = 0;
  bytesPerSecond = 16_000;
  get endIndex(): number {
    this.looks += 1;
    if (this.looks > 6) throw new Error('an index that is none');
    return this.looks;
  }
  join(): number {
    return 0;
  }
  prefixAt(): Uint8Array {
    return Buffer.from('head');
  }
  bytesFrom(): Buffer {
    return Buffer.from('body');
  }
  positionAt(): number {
    return 0;
  }
}

let server: Server;
let socket: Socket;
beforeEach(async () => {
  server = createServer((line) => line.on('error', () => undefined).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
});
afterEach(() => {
  socket.destroy();
  server.close();
});

it('ends for the feeder to try again when a stream cannot be read, rather than end the process', async () => {
  let sent = 0;
  const ended = await sendStream({
    socket, channel: { titles: new TitleLog<LinkTags>({ title: 'Channel' }) }, stream: new FailingStream(), signal: new AbortController().signal,
    isChannelThere: () => true, onTitle: () => undefined, onSent: (bytes) => (sent += bytes), readTables: async () => undefined,
  });
  expect(ended).toMatchObject({ kind: 'broken', message: 'the stream could not be sent', cause: { message: 'an index that is none' } });
  expect(sent).toBeGreaterThan(0);
});
