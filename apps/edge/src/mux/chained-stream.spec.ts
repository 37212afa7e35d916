import { FILLER_PACKET, OggDemuxer, parseOpusTags } from '@longwave/audio';
import { OpusEncoder } from '@discordjs/opus';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ChainedStream } from './chained-stream';
import { EndlessStream } from './endless-stream';

const folder = mkdtempSync(path.join(tmpdir(), 'edge-mux-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A tone whose pitch rises with time, so that a missing or repeated sample shows. */
function sweep(count: number): Uint8Array[] {
  const opus = new OpusEncoder(48_000, 2);
  opus.setBitrate(128_000);
  return Array.from({ length: count }, (_, packet) => {
    const pcm = Buffer.alloc(960 * 4);
    for (let i = 0; i < 960; i++) {
      const n = packet * 960 + i;
      const value = Math.round(8_000 * Math.sin((2 * Math.PI * (200 * n + (n * n) / 9_600)) / 48_000));
      pcm.writeInt16LE(value, i * 4);
      pcm.writeInt16LE(value, i * 4 + 2);
    }
    return opus.encode(pcm);
  });
}

function decode(name: string, bytes: Uint8Array): Int16Array {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  const pcm = execFileSync('opusdec', ['--quiet', '--force-wav', '--no-dither', '--rate', '48000', file, '-'], { maxBuffer: 1e8, stdio: 'pipe' }).subarray(44);
  return new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length - (pcm.length % 2)));
}

const packets = sweep(500);
let serial = 1_000;
const newSerial = () => serial++;

function complaintsOf(name: string, bytes: Uint8Array): string[] {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  try {
    execFileSync('oggz-validate', [file], { encoding: 'utf8', stdio: 'pipe' });
    return [];
  } catch (error) {
    return String((error as { stderr: string }).stderr).split('\n').filter((line) => line.includes('serialno') || line.includes('***')).map((line) => line.replace(/^.*serialno \d+: /, ''));
  }
}

describe('EndlessStream', () => {
  it('gives a listener that joins late one valid stream with nothing but its end missing', () => {
    const stream = new EndlessStream({ serial: 7, title: 'Radio' });
    stream.push({ position: 0, packets: packets.slice(0, 300) });
    const index = stream.join(4);
    expect(stream.positionAt(index)).toBe(100 * 960);
    stream.push({ position: 300 * 960, packets: packets.slice(300) });
    const bytes = Buffer.concat([stream.prefixAt(index), stream.bytesFrom(index)]);
    expect(complaintsOf('endless.ogg', bytes)).toEqual(['missing *** eos']);
    // All of it, less the pre-skip, though the numbers of its first pages jump.
    expect(decode('endless.ogg', bytes).length / 2).toBe(400 * 960 - 3_840);
  });

  it('begins with what comes next when no burst is wanted', () => {
    const stream = new EndlessStream({ serial: 7, title: 'Radio' });
    stream.push({ position: 0, packets: packets.slice(0, 50) });
    const index = stream.join(0);
    expect(stream.bytesFrom(index)).toHaveLength(0);
    expect(stream.prefixAt(index)).toHaveLength(0);
    expect(stream.positionAt(index)).toBe(50 * 960);
    stream.push({ position: 50 * 960, packets: packets.slice(50, 55) });
    expect(stream.prefixAt(index).length).toBeGreaterThan(50);
    expect(stream.positionAt(index)).toBe(50 * 960);
  });

  it('shares its bytes and keeps no more than it must', () => {
    const stream = new EndlessStream({ serial: 7, title: 'Radio' });
    for (let i = 0; i < 6_000; i += 5) stream.push({ position: i * 960, packets: [FILLER_PACKET, FILLER_PACKET, FILLER_PACKET, FILLER_PACKET, FILLER_PACKET] });
    expect(stream.bytesFrom(stream.endIndex - 10)).toBe(stream.bytesFrom(stream.endIndex - 10));
    expect(stream.positionAt(0)).toBeGreaterThan((6_000 - 50 * 20) * 960);
    expect(stream.endIndex).toBe(1_200);
  });
});

describe('ChainedStream', () => {
  function chain(changes: readonly { title: string; atPacket: number; toldAtPacket: number }[], count = 500): ChainedStream {
    const stream = new ChainedStream({ newSerial, tags: { title: 'first' } });
    for (let i = 0; i < count; i += 5) {
      for (const { title, atPacket, toldAtPacket } of changes) if (toldAtPacket === i) stream.setTags({ title, artist: 'A' }, atPacket * 960);
      stream.push({ position: i * 960, packets: packets.slice(i, i + 5) });
    }
    return stream;
  }

  it('decodes to the very samples of the endless stream, across any number of links', () => {
    const endless = new EndlessStream({ serial: 7, title: 'Radio' });
    for (let i = 0; i < 500; i += 5) endless.push({ position: i * 960, packets: packets.slice(i, i + 5) });
    const expected = decode('whole.ogg', Buffer.concat([endless.prefixAt(0), endless.bytesFrom(0)]));
    const stream = chain([
      { title: 'second', atPacket: 103, toldAtPacket: 100 },
      { title: 'late', atPacket: 180, toldAtPacket: 200 },
      { title: 'planned', atPacket: 333, toldAtPacket: 250 },
    ]);
    const heard = decode('chain.ogg', Buffer.concat([stream.prefixAt(0), stream.bytesFrom(0)]));
    expect(heard.length).toBe(expected.length);
    // At a joint the decoder starts anew: 80 ms of pre-roll bring it close to, and another 100 ms onto, the samples it had.
    heard.forEach((value, i) => {
      const packet = Math.floor((i / 2 + 3_840) / 960);
      const isNearJoint = [103, 201, 333].some((joint) => packet >= joint && packet < joint + 6);
      if (Math.abs(value - expected[i]!) > (isNearJoint ? 1_000 : 40)) throw new Error(`${value} instead of ${expected[i]} in packet ${packet}`);
    });
  });

  it('marks the end of each link and names the next', () => {
    const stream = chain([{ title: 'second', atPacket: 103, toldAtPacket: 100 }]);
    const pages = new OggDemuxer().push(Buffer.concat([stream.prefixAt(0), stream.bytesFrom(0)]));
    const serials = [...new Set(pages.map((page) => page.serial))];
    expect(serials).toHaveLength(2);
    const [first, second] = serials.map((one) => pages.filter((page) => page.serial === one));
    expect(first!.at(-1)).toMatchObject({ eos: true, granule: BigInt(103 * 960) });
    expect(second![0]).toMatchObject({ bos: true });
    expect(second![2]).toMatchObject({ granule: 3_840n });
    expect(second![2]!.packets.map((packet) => Buffer.from(packet))).toEqual(packets.slice(99, 103).map((packet) => Buffer.from(packet)));
    expect(parseOpusTags(second![1]!.packets[0]!)?.comments).toEqual(['TITLE=second', 'ARTIST=A']);
  });

  it('is valid for one who joins in the middle of a link, at its beginning, or just before it ends', () => {
    const stream = chain([{ title: 'second', atPacket: 303, toldAtPacket: 300 }]);
    const from = stream.join(6);
    for (let index = from; index < stream.endIndex - 1; index += 1) {
      const bytes = Buffer.concat([stream.prefixAt(index), stream.bytesFrom(index)]);
      expect(complaintsOf('join.ogg', bytes)).toEqual(['missing *** eos']);
    }
  });

  it('takes the same title twice for one', () => {
    const stream = new ChainedStream({ newSerial, tags: { title: 'first' } });
    stream.setTags({ title: 'first' }, 0);
    stream.push({ position: 0, packets: packets.slice(0, 20) });
    expect(new Set(new OggDemuxer().push(stream.bytesFrom(0)).map((page) => page.serial)).size).toBe(1);
  });
});
