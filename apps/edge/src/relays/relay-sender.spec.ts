import type { LinkTags } from '../mux/chained-stream';
import type { SharedStream } from '../mux/shared-stream';
import { TitleLog } from '../titles/title-log';
import { RelaySender } from './relay-sender';

/** A stream of pieces of a letter each, a second long. */
class Letters implements SharedStream {
  text = '';
  bytesPerSecond = 1;
  get endIndex(): number {
    return this.text.length;
  }
  join(burstSeconds: number): number {
    return Math.max(0, this.text.length - burstSeconds);
  }
  prefixAt(index: number): Uint8Array {
    return Buffer.from(`<${index}>`);
  }
  bytesFrom(index: number): Buffer {
    return Buffer.from(this.text.slice(index));
  }
  positionAt(index: number): number {
    return index * 48_000;
  }
}

function setUp() {
  const stream = new Letters();
  const titles = new TitleLog<LinkTags>({ title: 'Channel' });
  const [sent, told]: [string[], string[]] = [[], []];
  const sender = new RelaySender({ titles }, stream, { write: (bytes) => sent.push(Buffer.from(bytes).toString()) }, (line) => told.push(line));
  return { stream, titles, sent, told, sender };
}

it('begins with the headers and the last two seconds, then sends each piece once', () => {
  const { stream, sent, sender } = setUp();
  stream.text = 'abcdef';
  sender.flush();
  sender.flush();
  stream.text += 'gh';
  sender.flush();
  expect(sent).toEqual(['<4>', 'ef', 'gh']);
  expect(sender.bytesSent).toBe(7);
});

it('sends nothing before there is something, and then begins where the burst is', () => {
  const { stream, sent, sender } = setUp();
  sender.flush();
  expect(sent).toEqual([]);
  stream.text = 'abcde';
  sender.flush();
  expect(sent).toEqual(['<3>', 'de']);
});

it('tells each title as its sound leaves, once', () => {
  const { stream, titles, told, sender } = setUp();
  titles.set({ title: 'Ferry', artist: 'Ann' }, 0);
  titles.set({ title: 'Later' }, 7 * 48_000);
  stream.text = 'abcd';
  sender.flush();
  for (const letter of 'efghi') {
    stream.text += letter;
    sender.flush();
  }
  expect(told).toEqual(['Ann - Ferry', 'Later']);
});
