import fc from 'fast-check';
import { opusHead, opusTags, parseOpusHead, parseOpusTags } from './opus-headers';

describe('OpusHead', () => {
  it('is the 19 bytes of RFC 7845 section 5.1', () => {
    const text = Buffer.from(opusHead()).toString('hex');
    expect(text).toBe('4f707573486561640102000f80bb0000000000');
  });

  it('is read as it was written', () => {
    const fields = fc.record({
      channels: fc.constantFrom(1, 2),
      preSkip: fc.nat({ max: 0xffff }),
      inputSampleRateHz: fc.nat({ max: 0xffffffff }),
      gain: fc.integer({ min: -0x8000, max: 0x7fff }),
    });
    fc.assert(fc.property(fields, (head) => expect(parseOpusHead(opusHead(head))).toEqual(head)));
  });

  it.each([{ channels: 3 }, { preSkip: 65_536 }, { preSkip: 0.5 }, { inputSampleRateHz: -1 }, { gain: 40_000 }])(
    'refuses %j',
    (fields) => {
      expect(() => opusHead(fields)).toThrow(RangeError);
    },
  );

  it('is not seen where there is none', () => {
    const head = opusHead();
    expect(parseOpusHead(head.subarray(0, 18))).toBeNull();
    expect(parseOpusHead(opusTags('x'))).toBeNull();
    expect(parseOpusHead(Uint8Array.from(head, (byte, i) => (i === 8 ? 0x10 : byte)))).toBeNull();
    expect(parseOpusHead(Uint8Array.from(head, (byte, i) => (i === 9 ? 0 : byte)))).toBeNull();
    expect(parseOpusHead(Uint8Array.from(head, (byte, i) => (i === 8 ? 0x0f : byte)))).not.toBeNull();
  });
});

describe('OpusTags', () => {
  const text = fc.string({ unit: 'grapheme' });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(text, fc.array(text), (vendor, comments) => {
        expect(parseOpusTags(opusTags(vendor, comments))).toEqual({ vendor, comments });
      }),
    );
  });

  it('gives what came before a cut, and never throws', () => {
    const comments = ['TITLE=Sunrise', 'ARTIST=Mia'];
    const packet = opusTags('Longwave', comments);
    for (let cut = 0; cut < packet.length; cut++) {
      const read = parseOpusTags(packet.subarray(0, cut));
      if (read !== null) expect(comments.slice(0, read.comments.length)).toEqual(read.comments);
    }
    fc.assert(fc.property(fc.uint8Array(), (noise) => void parseOpusTags(Uint8Array.from([...packet.subarray(0, 8), ...noise]))));
  });

  it('does not believe a number of comments there is no room for', () => {
    const packet = opusTags('', []);
    packet.fill(255, packet.length - 4);
    expect(parseOpusTags(packet)).toEqual({ vendor: '', comments: [] });
  });
});
