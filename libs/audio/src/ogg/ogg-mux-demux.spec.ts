import fc from 'fast-check';
import { concatBytes } from '../text/concat-bytes';
import { buildOggPage, buildOggPages } from './build-ogg-page';
import { oggCrc } from './ogg-crc';
import { OggDemuxer } from './ogg-demuxer';
import { OggMuxer, countOggPages } from './ogg-muxer';
import { OGG_MAX_PAGE_BYTES, type OggPage } from './ogg-page';
import { OggPacketReader } from './ogg-packet-reader';

/** A packet whose bytes tell packets apart; with the capture pattern inside, which is allowed there. */
function packetOf(bytes: number, seed: number): Uint8Array {
  const packet = Uint8Array.from({ length: bytes }, (_, i) => (seed * 31 + i * 7 + (i >> 8)) & 0xff);
  if (bytes > 8) packet.set([0x4f, 0x67, 0x67, 0x53], 2);
  return packet;
}

const size = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 600 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 254, 255, 256, 509, 510, 511) },
  { weight: 1, arbitrary: fc.constantFrom(255 * 254, 255 * 255 - 1, 255 * 255, 255 * 255 + 1, 255 * 510, 140_000) },
);
const groups = fc.array(fc.array(size, { maxLength: 8 }), { minLength: 1, maxLength: 6 });

function pushInPieces(demuxer: OggDemuxer, bytes: Uint8Array, pieceBytes: number): OggPage[] {
  const pages: OggPage[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pages.push(...demuxer.push(bytes.subarray(at, at + pieceBytes)));
  return pages;
}

const asHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A stream of ten pages of a few packets each. */
function someStream(seed = 1): Uint8Array[] {
  const muxer = new OggMuxer({ serial: 0xfedcba98 });
  return Array.from({ length: 10 }, (_, i) =>
    muxer.page([packetOf(40 + i, seed + i), packetOf(300, seed + 50 + i)], i * 960, { bos: i === 0, eos: i === 9 }),
  );
}

describe('oggCrc', () => {
  it('gives the published check value of its polynomial', () => {
    expect(oggCrc(new TextEncoder().encode('123456789'))).toBe(0x89a1897f);
  });
});

describe('mux and demux', () => {
  it('give back the packets, granules and marks, whatever the sizes of packets and pieces', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 70_000 }), fc.nat({ max: 0xffffffff }), (sizes, pieceBytes, serial) => {
        const muxer = new OggMuxer({ serial, sequence: 0xfffffffd });
        const sent = sizes.map((group, g) => group.map((bytes, p) => packetOf(bytes, g * 10 + p)));
        const stream = concatBytes(sent.map((packets, g) => muxer.page(packets, g * 4_800, { bos: g === 0 })));
        const demuxer = new OggDemuxer();
        const pages = pushInPieces(demuxer, stream, pieceBytes);
        expect([demuxer.badPages, demuxer.skippedBytes]).toEqual([0, 0]);
        expect(asHex(concatBytes(pages.map((page) => page.bytes)))).toBe(asHex(stream));
        expect(pages).toHaveLength(countOggPages(stream));
        pages.forEach((page, i) => {
          expect(page.bytes.length).toBeLessThanOrEqual(OGG_MAX_PAGE_BYTES);
          expect([page.serial, page.sequence]).toEqual([serial, (0xfffffffd + i) % 2 ** 32]);
          expect([page.bos, page.eos]).toEqual([i === 0, false]);
        });
        const reader = new OggPacketReader();
        const packets = pages.flatMap((page) => reader.push(page));
        expect(packets.map(({ data }) => asHex(data))).toEqual(sent.flat().map(asHex));
        expect(reader.droppedPackets).toBe(0);
        const lastOfGroups = sent.flatMap((group, g) => group.map((_, p) => (p === group.length - 1 ? BigInt(g * 4_800) : null)));
        packets.forEach((packet, i) => {
          if (lastOfGroups[i] !== null) expect(packet.granule).toBe(lastOfGroups[i]);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('count back to the granules of pages in between, and give pages without an end of a packet none', () => {
    const packets = [packetOf(60_000, 1), packetOf(10_000, 2), packetOf(200_000, 3), packetOf(5, 4)];
    const pages = buildOggPages({ serial: 1, sequence: 7, granule: 10_000n, packets, bos: true, eos: true }, () => 960);
    const read = new OggDemuxer().push(concatBytes(pages));
    expect(read.map((page) => page.granule)).toEqual([7_120n, 8_080n, -1n, -1n, 10_000n]);
    expect(read.map((page) => page.continued)).toEqual([false, true, true, true, true]);
    expect(read.map((page) => page.incomplete)).toEqual([true, true, true, true, false]);
    expect(read.map((page) => [page.bos, page.eos, page.sequence])).toEqual([
      [true, false, 7],
      [false, false, 8],
      [false, false, 9],
      [false, false, 10],
      [false, true, 11],
    ]);
  });

  it('let page numbers jump', () => {
    const muxer = new OggMuxer({ serial: 1 });
    muxer.headerPages();
    expect(muxer.sequence).toBe(2);
    muxer.sequence = 5_000;
    const [page] = new OggDemuxer().push(muxer.page([packetOf(3, 1)], 42));
    expect([page?.sequence, muxer.sequence]).toEqual([5_000, 5_001]);
  });
});

describe('buildOggPage', () => {
  it('refuses more than a page holds, and an incomplete packet cut inside a segment', () => {
    const fields = { serial: 1, sequence: 0, granule: 0 };
    expect(() => buildOggPage({ ...fields, packets: [packetOf(65_025, 1)] })).toThrow(RangeError);
    expect(buildOggPage({ ...fields, packets: [packetOf(65_025, 1)], incomplete: true })).toHaveLength(OGG_MAX_PAGE_BYTES);
    expect(() => buildOggPage({ ...fields, packets: [packetOf(256, 1)], incomplete: true })).toThrow(RangeError);
    expect(() => buildOggPage({ ...fields, packets: [packetOf(0, 1)], incomplete: true })).toThrow(RangeError);
  });
});

describe('OggDemuxer with damaged bytes', () => {
  it('loses the damaged page and no other', () => {
    const stream = someStream();
    const whole = concatBytes(stream);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = whole.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        let lost = 0;
        for (let sum = stream[0]!.length; sum <= at; sum += stream[lost]!.length) lost += 1;
        const demuxer = new OggDemuxer();
        // Enough bytes behind for a page whose length was damaged to be whole and found out.
        const pages = demuxer.push(concatBytes([damaged, new Uint8Array(OGG_MAX_PAGE_BYTES)]));
        const kept = stream.filter((_, i) => i !== lost);
        expect(pages.map((page) => asHex(page.bytes))).toEqual(kept.map(asHex));
        expect(demuxer.badPages).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('finds its way through garbage, and counts it', () => {
    const [first, second] = someStream() as [Uint8Array, Uint8Array];
    const garbage = new TextEncoder().encode('OggOOggsSOgg');
    const demuxer = new OggDemuxer();
    const pages = pushInPieces(demuxer, concatBytes([garbage, first, garbage, garbage, second, garbage]), 3);
    expect(pages.map((page) => page.sequence)).toEqual([0, 1]);
    // The last three letters may be the beginning of a page to come.
    expect(demuxer.skippedBytes).toBe(4 * garbage.length - 3);
  });

  it('picks up a page whose beginning is inside a bad one', () => {
    const [first, second] = someStream() as [Uint8Array, Uint8Array];
    const demuxer = new OggDemuxer();
    const pages = demuxer.push(concatBytes([first.subarray(0, first.length - 30), second, new Uint8Array(1_000)]));
    expect(pages.map((page) => page.sequence)).toEqual([1]);
    expect(demuxer.badPages).toBe(1);
  });

  it('never throws, and never makes up a page', () => {
    const whole = concatBytes(someStream());
    const known = new Set(someStream().map(asHex));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }),
      fc.tuple(fc.nat({ max: whole.length }), fc.nat({ max: whole.length })).map(([a, b]) => whole.slice(a, b)),
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), fc.integer({ min: 1, max: 5_000 }), (parts, pieceBytes) => {
        const reader = new OggPacketReader();
        for (const page of pushInPieces(new OggDemuxer(), concatBytes(parts), pieceBytes)) {
          expect(known.has(asHex(page.bytes))).toBe(true);
          reader.push(page);
        }
      }),
    );
  });

  it('spends bounded work on bytes that are nothing but false page headers', () => {
    // Each claims 56 KB, since the lacing values it asks for are the headers after it.
    const header = new Uint8Array(32).fill(255);
    header.set([...new TextEncoder().encode('OggS'), 0, 0]);
    const attack = concatBytes(Array.from({ length: 60_000 }, () => header));
    const good = someStream()[0] as Uint8Array;
    const begun = process.cpuUsage();
    const demuxer = new OggDemuxer();
    demuxer.push(attack);
    const pages = demuxer.push(concatBytes([new Uint8Array(OGG_MAX_PAGE_BYTES), good]));
    const spent = process.cpuUsage(begun);
    expect(pages.at(-1)?.bytes).toEqual(good);
    // Without the bound it takes ten seconds and more.
    expect((spent.user + spent.system) / 1000).toBeLessThan(1_500);
  });
});

describe('OggPacketReader', () => {
  const page = (fields: Partial<OggPage>): OggPage => ({
    serial: 1,
    sequence: 0,
    granule: -1n,
    bos: false,
    eos: false,
    continued: false,
    incomplete: false,
    packets: [],
    bytes: new Uint8Array(),
    ...fields,
  });
  const [a, b, c] = [packetOf(3, 1), packetOf(255, 2), packetOf(4, 3)] as [Uint8Array, Uint8Array, Uint8Array];

  it('gives no packet in part when a page is missing', () => {
    const reader = new OggPacketReader();
    expect(reader.push(page({ packets: [a, b], incomplete: true }))).toHaveLength(1);
    const after = reader.push(page({ sequence: 2, continued: true, packets: [c, a] }));
    expect(after.map((packet) => packet.data)).toEqual([a]);
    expect(reader.droppedPackets).toBe(1);
  });

  it('gives nothing of a packet whose beginning it did not see', () => {
    const reader = new OggPacketReader();
    expect(reader.push(page({ sequence: 9, continued: true, packets: [b], incomplete: true }))).toEqual([]);
    expect(reader.push(page({ sequence: 10, continued: true, packets: [a] }))).toEqual([]);
    expect(reader.push(page({ sequence: 11, packets: [c] }))).toHaveLength(1);
  });

  it('drops a packet that was never ended, and one over the bound', () => {
    const reader = new OggPacketReader({ maxPacketBytes: 600 });
    reader.push(page({ packets: [b], incomplete: true }));
    expect(reader.push(page({ sequence: 1, packets: [a] }))).toHaveLength(1);
    reader.push(page({ sequence: 2, packets: [b], incomplete: true }));
    reader.push(page({ sequence: 3, continued: true, packets: [b], incomplete: true }));
    reader.push(page({ sequence: 4, continued: true, packets: [b], incomplete: true }));
    expect(reader.push(page({ sequence: 5, continued: true, packets: [a, c] })).map(({ data }) => data)).toEqual([c]);
    expect(reader.droppedPackets).toBe(2);
  });

  it('keeps streams apart, and marks first and last packets', () => {
    const reader = new OggPacketReader();
    reader.push(page({ serial: 1, bos: true, packets: [b], incomplete: true }));
    const other = reader.push(page({ serial: 2, bos: true, packets: [a, c], granule: 5n, eos: true }));
    const first = reader.push(page({ serial: 1, sequence: 1, continued: true, packets: [c], granule: 7n }));
    expect(other.map(({ serial, granule, bos, eos }) => [serial, granule, bos, eos])).toEqual([
      [2, null, true, false],
      [2, 5n, false, true],
    ]);
    expect(first.map(({ data, granule }) => [data.length, granule])).toEqual([[259, 7n]]);
  });

  it('forgets the stream longest unseen when there are too many', () => {
    const reader = new OggPacketReader({ maxStreams: 2 });
    for (const serial of [1, 2, 3]) reader.push(page({ serial, bos: true, packets: [b], incomplete: true }));
    const end = (serial: number) => reader.push(page({ serial, sequence: 1, continued: true, packets: [a] })).length;
    expect([end(3), end(2), end(1)]).toEqual([1, 1, 0]);
  });
});
