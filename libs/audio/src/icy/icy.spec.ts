import fc from 'fast-check';
import { cleanText } from '../text/clean-text';
import { concatBytes } from '../text/concat-bytes';
import { IcyDeinterleaver } from './icy-deinterleaver';
import { IcyInterleaver } from './icy-interleaver';
import { ICY_EMPTY_BLOCK, icyMetadataBlock } from './icy-metadata-block';
import { parseIcyBlock } from './parse-icy-block';

const textOf = (block: Uint8Array): string => new TextDecoder().decode(block.subarray(1)).replace(/\0+$/, '');
const blockOf = (text: Uint8Array | string): Uint8Array => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const units = Math.ceil(bytes.length / 16);
  const block = new Uint8Array(1 + units * 16);
  block[0] = units;
  block.set(bytes, 1);
  return block;
};
const title = fc.string({ unit: 'grapheme', maxLength: 120 });

describe('icyMetadataBlock', () => {
  it('says its length in sixteens and ends in zeros', () => {
    const block = icyMetadataBlock('Mia - Sunrise');
    expect(textOf(block)).toBe("StreamTitle='Mia - Sunrise';");
    expect([block[0], block.length]).toEqual([2, 33]);
    expect(textOf(icyMetadataBlock('a', 'http://x/?q=\'1\''))).toBe("StreamTitle='a';StreamUrl='http://x/?q=%271%27';");
    expect(textOf(icyMetadataBlock(''))).toBe("StreamTitle='';");
  });

  it('keeps apostrophes, but never the end mark inside a title', () => {
    expect(textOf(icyMetadataBlock("Don't Stop"))).toBe("StreamTitle='Don't Stop';");
    expect(textOf(icyMetadataBlock("x';StreamUrl='http://evil"))).toBe("StreamTitle='x’;StreamUrl='http://evil';");
    expect(parseIcyBlock(icyMetadataBlock("x';StreamTitle='y"))?.title).toBe("x’;StreamTitle='y");
  });

  it('takes control characters and line breaks out', () => {
    expect(textOf(icyMetadataBlock('a\r\nb\u0000c\u202ed'))).toBe("StreamTitle='a bcd';");
  });

  it('cuts what is too long on the border of a character', () => {
    for (const letter of ['x', 'é', '€', '🎵']) {
      const block = icyMetadataBlock(letter.repeat(5_000), 'http://radio/');
      expect(block.length).toBeLessThanOrEqual(4_081);
      expect(block.length).toBeGreaterThan(4_065);
      expect(textOf(block)).toMatch(new RegExp(`^StreamTitle='(?:${letter})+';StreamUrl='http://radio/';$`, 'u'));
    }
  });

  it('leaves out an URL that is none or too long', () => {
    expect(textOf(icyMetadataBlock('a', 'not an url'))).toBe("StreamTitle='a';");
    expect(textOf(icyMetadataBlock('a', `http://${'x'.repeat(3_000)}`))).toBe("StreamTitle='a';");
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(title, (text) => {
        const clean = cleanText(text, 120).replace(/'(?=;)/g, '’');
        expect(parseIcyBlock(icyMetadataBlock(clean, 'http://x/'))).toEqual({ title: clean, url: 'http://x/' });
      }),
    );
  });
});

describe('parseIcyBlock', () => {
  it('reads what other stations send', () => {
    expect(parseIcyBlock(blockOf("StreamUrl='u';StreamTitle='It's; me';"))).toEqual({ title: "It's; me", url: 'u' });
    expect(parseIcyBlock(blockOf("StreamTitle='unfinished"))).toEqual({ title: 'unfinished', url: null });
    expect(parseIcyBlock(blockOf("StreamTitle='a\u0007\n';"))).toEqual({ title: 'a', url: null });
    const latin = Uint8Array.from("StreamTitle='Caf\u00e9';", (letter) => letter.charCodeAt(0));
    expect(parseIcyBlock(blockOf(latin))?.title).toBe('Café');
  });

  it('is null for nothing new, a cut block and anything else', () => {
    expect(parseIcyBlock(ICY_EMPTY_BLOCK)).toBeNull();
    expect(parseIcyBlock(new Uint8Array())).toBeNull();
    expect(parseIcyBlock(icyMetadataBlock('a').subarray(0, 10))).toBeNull();
    expect(parseIcyBlock(blockOf('hello'))).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => void parseIcyBlock(noise)));
  });
});

describe('interleaving', () => {
  const piece = fc.record({ bytes: fc.nat({ max: 400 }), title: fc.option(title) });

  it('is undone by taking apart, whatever the pieces, and tells every title that had time to be told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(piece), fc.integer({ min: 1, max: 500 }), (metaint, pieces, cut) => {
        const interleaver = new IcyInterleaver(metaint);
        const sent: Uint8Array[] = [];
        const told: string[] = [];
        let waiting: string | null = null;
        let current: string | null = null;
        let total = 0;
        const out = pieces.map(({ bytes, title: next }) => {
          const clean = next === null ? null : cleanText(next, 120).replace(/'(?=;)/g, '’');
          if (clean !== null && clean !== current) current = waiting = clean;
          if (clean !== null) interleaver.setTitle(clean);
          const audio = Uint8Array.from({ length: bytes }, (_, i) => (total + i) % 251);
          const isBlockDue = Math.floor((total + bytes) / metaint) > Math.floor(total / metaint);
          if (isBlockDue && waiting !== null) told.push(waiting);
          if (isBlockDue) waiting = null;
          total += bytes;
          sent.push(audio);
          return interleaver.push(audio);
        });
        const stream = concatBytes(out);
        const apart = new IcyDeinterleaver(metaint);
        const got = [];
        for (let at = 0; at < stream.length; at += cut) got.push(apart.push(stream.subarray(at, at + cut)));
        expect(Buffer.from(concatBytes(got.map(({ audio }) => audio)))).toEqual(Buffer.from(concatBytes(sent)));
        expect(got.flatMap(({ metadata }) => metadata.map(({ title: heard }) => heard))).toEqual(told);
      }),
    );
  });

  it('puts a block after exactly metaint bytes, and sends a title once', () => {
    const interleaver = new IcyInterleaver(4);
    interleaver.setTitle('a');
    interleaver.setTitle('b');
    const block = icyMetadataBlock('b');
    expect([...interleaver.push(Uint8Array.of(1, 2, 3))]).toEqual([1, 2, 3]);
    expect([...interleaver.push(Uint8Array.of(4, 5))]).toEqual([4, ...block, 5]);
    interleaver.setTitle('b');
    expect([...interleaver.push(Uint8Array.of(6, 7, 8, 9))]).toEqual([6, 7, 8, 0, 9]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a metaint of %f', (metaint) => {
    expect(() => new IcyInterleaver(metaint)).toThrow(RangeError);
    expect(() => new IcyDeinterleaver(metaint)).toThrow(RangeError);
  });
});
