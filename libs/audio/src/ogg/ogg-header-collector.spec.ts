import fc from 'fast-check';
import { concatBytes } from '../text/concat-bytes';
import { opusHead, opusTags } from '../opus/opus-headers';
import { packComments } from './comment-list';
import { OggDemuxer } from './ogg-demuxer';
import { OggHeaderCollector } from './ogg-header-collector';
import { OggMuxer } from './ogg-muxer';

const bytesOf = (text: string, length = text.length): Uint8Array => {
  const bytes = new Uint8Array(length);
  bytes.set([...text].map((letter) => letter.charCodeAt(0)));
  return bytes;
};
const vorbis = {
  first: bytesOf('\x01vorbis', 30),
  comments: concatBytes([bytesOf('\x03vorbis'), packComments('v', ['TITLE=Sunrise']), Uint8Array.of(1)]),
  setup: bytesOf('\x05vorbis', 4_000),
  sound: bytesOf('\x00sound', 100),
};
const flacFirst = (furtherPackets: number): Uint8Array => {
  const packet = bytesOf('\x7fFLAC\x01\x00', 51);
  packet[8] = furtherPackets;
  packet.set(bytesOf('fLaC'), 9);
  return packet;
};
const flacBlock = (type: number, isLast: boolean): Uint8Array =>
  concatBytes([Uint8Array.of(type | (isLast ? 0x80 : 0), 0, 0, 40), packComments('v', ['TITLE=Lossless'])]);
const flacSound = bytesOf('\xff\xf8', 50);

/** Pushes whole pages and gives the role of each. */
function roles(collector: OggHeaderCollector, ...parts: Uint8Array[]): string[] {
  return new OggDemuxer().push(concatBytes(parts)).map((page) => collector.push(page));
}

function vorbisHeaders(mux: OggMuxer): Uint8Array[] {
  return [mux.page([vorbis.first], 0, { bos: true }), mux.page([vorbis.comments, vorbis.setup], 0)];
}

describe('OggHeaderCollector', () => {
  it('collects the two packets of Opus', () => {
    const collector = new OggHeaderCollector();
    const mux = new OggMuxer({ serial: 5 });
    const headers = [mux.page([opusHead()], 0, { bos: true }), mux.page([opusTags('v', ['TITLE=A'])], 0)];
    expect(collector.headers).toBeNull();
    expect(roles(collector, ...headers, mux.page([bytesOf('sound')], 960))).toEqual(['header', 'headers-complete', 'data']);
    expect(collector.headers).toMatchObject({ serial: 5, codec: 'opus', comments: { title: 'A' } });
    expect(collector.headers?.bytes).toEqual(concatBytes(headers));
  });

  it('collects the three packets of Vorbis, however they lie on pages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), fc.boolean(), (setupBytes, isTogether) => {
        const collector = new OggHeaderCollector();
        const mux = new OggMuxer({ serial: 5 });
        const setup = bytesOf('\x05vorbis', 7 + setupBytes);
        const headers = [mux.page([vorbis.first], 0, { bos: true })];
        if (isTogether) headers.push(mux.page([vorbis.comments, setup], 0));
        else headers.push(mux.page([vorbis.comments], 0), mux.page([setup], 0));
        const said = roles(collector, ...headers, mux.page([vorbis.sound], 960));
        expect(said.at(-1)).toBe('data');
        expect(said.at(-2)).toBe('headers-complete');
        expect(collector.headers?.bytes.length).toBe(concatBytes(headers).length);
        expect(collector.headers?.comments?.title).toBe('Sunrise');
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['told by number', flacFirst(2)],
    ['told by the mark of the last block', flacFirst(0)],
  ])('collects the packets of FLAC, %s', (_, first) => {
    const collector = new OggHeaderCollector();
    const mux = new OggMuxer({ serial: 5 });
    const said = roles(
      collector,
      mux.page([first], 0, { bos: true }),
      mux.page([flacBlock(4, false)], 0),
      mux.page([flacBlock(6, true)], 0),
      mux.page([flacSound], 4_096),
    );
    expect(said).toEqual(['header', 'header', 'headers-complete', 'data']);
    expect(collector.headers).toMatchObject({ codec: 'flac', comments: { title: 'Lossless' } });
  });

  it('passes over a cover sent as Theora, before and after the sound', () => {
    for (const isCoverFirst of [true, false]) {
      const collector = new OggHeaderCollector();
      const sound = new OggMuxer({ serial: 1 });
      const cover = new OggMuxer({ serial: 2 });
      const [soundFirst, soundRest] = vorbisHeaders(sound) as [Uint8Array, Uint8Array];
      const coverFirst = cover.page([bytesOf('\x80theora', 42)], 0, { bos: true });
      const coverRest = cover.page([bytesOf('\x81theora', 30), bytesOf('\x82theora', 900)], 0);
      const headers = isCoverFirst
        ? [coverFirst, soundFirst, coverRest, soundRest]
        : [soundFirst, coverFirst, coverRest, soundRest];
      const said = roles(collector, ...headers, cover.page([bytesOf('x')], 1), sound.page([vorbis.sound], 960));
      expect(said.slice(2)).toEqual(['other', 'headers-complete', 'other', 'data']);
      expect(collector.headers).toMatchObject({ serial: 1, codec: 'vorbis' });
      expect(collector.headers?.bytes).toEqual(concatBytes([soundFirst, soundRest]));
      expect(collector.headers?.linkBytes).toEqual(concatBytes(headers));
      expect(collector.links).toBe(1);
    }
  });

  it('begins anew with the next link of a chain', () => {
    const collector = new OggHeaderCollector();
    const first = new OggMuxer({ serial: 1 });
    const second = new OggMuxer({ serial: 2 });
    roles(collector, ...vorbisHeaders(first), first.page([vorbis.sound], 960, { eos: true }));
    expect(roles(collector, second.page([opusHead()], 0, { bos: true }))).toEqual(['header']);
    expect(collector.headers).toBeNull();
    expect(roles(collector, second.page([opusTags('v')], 0))).toEqual(['headers-complete']);
    expect(collector.headers).toMatchObject({ serial: 2, codec: 'opus' });
    expect(collector.links).toBe(2);
  });

  it('takes no sound for a header when a header page was lost, and recovers with the next link', () => {
    const collector = new OggHeaderCollector();
    const mux = new OggMuxer({ serial: 1 });
    const [first] = vorbisHeaders(mux) as [Uint8Array];
    expect(roles(collector, first, mux.page([vorbis.sound], 960), mux.page([vorbis.sound], 1_920))).toEqual([
      'header',
      'invalid',
      'invalid',
    ]);
    expect(collector.headers).toBeNull();
    expect(roles(collector, ...vorbisHeaders(new OggMuxer({ serial: 2 })))).toEqual(['header', 'headers-complete']);
  });

  it('holds no more than its bound', () => {
    const collector = new OggHeaderCollector({ maxHeaderBytes: 5_000 });
    const mux = new OggMuxer({ serial: 1 });
    const huge = mux.page([vorbis.first], 0, { bos: true });
    expect(roles(collector, huge, mux.page([bytesOf('\x03vorbis', 9_000)], 0))).toEqual(['header', 'invalid']);
  });

  it('knows nothing before a beginning', () => {
    const collector = new OggHeaderCollector();
    expect(roles(collector, new OggMuxer({ serial: 1 }).page([vorbis.sound], 960))).toEqual(['other']);
    expect(collector.headers).toBeNull();
  });

  it('never throws on damaged streams', () => {
    const mux = new OggMuxer({ serial: 1 });
    const pages = [...vorbisHeaders(mux), mux.page([flacFirst(0)], 0, { bos: true }), mux.page([opusTags('x')], 0)];
    const anyPages = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 2_000 }), fc.nat({ max: 255 })));
    fc.assert(
      fc.property(anyPages, (choices) => {
        const collector = new OggHeaderCollector();
        for (const [which, at, value] of choices) {
          for (const page of new OggDemuxer().push(pages[which]!)) {
            const damaged = page.packets.map((packet) => Uint8Array.from(packet, (byte, i) => (i === at % 60 ? value : byte)));
            collector.push({ ...page, packets: damaged, incomplete: value > 200, continued: value % 2 === 1 });
          }
        }
      }),
    );
  });
});
