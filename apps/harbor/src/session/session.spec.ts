import { OGG_NO_GRANULE, buildOggPage, buildOggPages } from '@longwave/audio';
import fc from 'fast-check';
import { CHUNK_BYTES, ChunkLedger } from './chunk-ledger';
import { FormatProbe } from './format-probe';
import { OggResumePoint } from './ogg-resume-point';
import { OggTitles } from './ogg-titles';

const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const uint32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const comments = (list: string[]) => new Uint8Array([...Buffer.from('OpusTags'), ...uint32(0), ...uint32(list.length), ...list.flatMap((text) => [...uint32(Buffer.byteLength(text)), ...Buffer.from(text)])]);
const opusHead = new Uint8Array([...Buffer.from('OpusHead'), 1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]);

/** The pages of a link: two of headers, then of sound. */
function link(serial: number, tags: string[], { pages = 3, eos = false } = {}): Uint8Array[] {
  const sound = Array.from({ length: pages }, (_, i) =>
    buildOggPage({ serial, sequence: 2 + i, granule: (i + 1) * 960, packets: [new Uint8Array(100).fill(i + serial)], eos: eos && i === pages - 1 }));
  return [buildOggPage({ serial, sequence: 0, granule: 0, packets: [opusHead], bos: true }), buildOggPage({ serial, sequence: 1, granule: 0, packets: [comments(tags)] }), ...sound];
}
const joined = (pages: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(pages));
const cover = () => buildOggPage({ serial: 77, sequence: 0, granule: 0, packets: [ascii('\x80theora...')], bos: true });

describe('ChunkLedger', () => {
  it('gives every byte once and in order, and counts what is not acknowledged', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 * CHUNK_BYTES }), { maxLength: 6 }), fc.array(fc.nat(20)), (sizes, acks) => {
      const ledger = new ChunkLedger();
      const pieces = sizes.map((size, i) => new Uint8Array(size).fill(i + 1));
      for (const piece of pieces) for (const chunk of ledger.append(piece)) expect(chunk.bytes.length).toBeLessThanOrEqual(CHUNK_BYTES);
      const end = ledger.finish();
      const done: Uint8Array[] = [];
      for (const ack of acks) {
        done.push(...ledger.acknowledge({ nextNumber: ack, heardNumber: ack }));
        expect(ledger.unacknowledgedBytes).toBe(ledger.unacknowledged.reduce((sum, { bytes }) => sum + bytes.length, 0));
      }
      done.push(...ledger.acknowledge({ nextNumber: end.number + 1, heardNumber: end.number + 1 }));
      expect(Buffer.concat(done).equals(Buffer.concat(pieces))).toBe(true);
      expect([ledger.unacknowledgedBytes, ledger.firstNumber]).toEqual([0, end.number + 1]);
    }));
  });

  it('numbers from 0 without holes and takes no acknowledgement of what was never sent', () => {
    const ledger = new ChunkLedger();
    const numbers = [...ledger.append(new Uint8Array(2 * CHUNK_BYTES + 1)), ledger.finish()].map(({ number, isEnd }) => [number, isEnd]);
    expect(numbers).toEqual([[0, false], [1, false], [2, false], [3, true]]);
    expect(ledger.acknowledge({ nextNumber: 5, heardNumber: 5 })).toEqual([]);
    expect(ledger.firstNumber).toBe(0);
    ledger.acknowledge({ nextNumber: 2, heardNumber: 2 });
    expect(ledger.acknowledge({ nextNumber: 1, heardNumber: 1 })).toEqual([]);
    expect(ledger.firstNumber).toBe(2);
  });

  it('keeps what was acknowledged until it was heard, without counting it as unacknowledged', () => {
    const ledger = new ChunkLedger();
    ledger.append(new Uint8Array(5 * CHUNK_BYTES));
    expect(ledger.acknowledge({ nextNumber: 4, heardNumber: 1 })).toHaveLength(1);
    expect(ledger.held.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(ledger.unacknowledged.map(({ number }) => number)).toEqual([4]);
    expect(ledger.unacknowledgedBytes).toBe(CHUNK_BYTES);
    // Nothing is heard that was not even decoded.
    expect(ledger.acknowledge({ nextNumber: 4, heardNumber: 9 })).toHaveLength(3);
    expect(ledger.firstNumber).toBe(4);
  });

  it('keeps two megabytes of it and no more', () => {
    const ledger = new ChunkLedger();
    const chunks = ledger.append(new Uint8Array(200 * CHUNK_BYTES));
    ledger.acknowledge({ nextNumber: chunks.length, heardNumber: 0 });
    expect(ledger.held.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(2 * 1024 * 1024);
    expect(ledger.unacknowledgedBytes).toBe(0);
  });
});

describe('FormatProbe', () => {
  const probe = (bytes: Uint8Array, size = bytes.length, contentType = '') => {
    const made = new FormatProbe(contentType);
    for (let at = 0; at < bytes.length; at += size) {
      const step = made.push(bytes.subarray(at, at + size));
      if (step.outcome !== 'need-more') return step;
    }
    return { outcome: 'need-more' } as const;
  };

  it.each([1, 7, 10_000])('gives Ogg back whole, pieces of %d bytes', (size) => {
    const step = probe(joined(link(1, [])), size);
    if (step.outcome !== 'format') throw new Error(step.outcome);
    expect(step.format).toBe('ogg');
    expect(Buffer.from(joined(link(1, []))).subarray(0, step.bytes.length).equals(step.bytes)).toBe(true);
  });

  it('passes over a cover that comes before the sound', () => {
    expect(probe(joined([cover(), ...link(1, [])]))).toMatchObject({ outcome: 'format', format: 'ogg' });
  });

  it('refuses an Ogg in which there is no sound', () => {
    expect(probe(joined([cover(), buildOggPage({ serial: 77, sequence: 1, granule: 0, packets: [ascii('x')] })]))).toEqual({ outcome: 'unsupported', found: 'ogg without sound' });
  });

  it.each([
    ['text', new Uint8Array(Buffer.from('hello, world\n'.repeat(2_000))), 'unknown'],
    ['FLAC without Ogg', joined([ascii('fLaC'), new Uint8Array(100)]), 'flac'],
    ['WebM', joined([ascii('\x1a\x45\xdf\xa3'), new Uint8Array(100)]), 'webm'],
    ['an Ogg page that never ends well', joined([ascii('OggS\0\x02'), new Uint8Array(140_000).fill(7)]), 'broken ogg'],
  ])('refuses %s', (_what, bytes, found) => {
    expect(probe(bytes, 16_000, 'audio/mpeg')).toEqual({ outcome: 'unsupported', found });
  });

  it('never throws and never waits for ever', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom('', 'OggS', 'ID3', '\xff\xfb'), (bytes, magic) => {
      const step = probe(joined([ascii(magic), bytes, new Uint8Array(200_000)]), 16_384);
      expect(step.outcome).not.toBe('need-more');
    }), { numRuns: 50 });
  });
});

describe('OggResumePoint', () => {
  const resumeAt = (bytes: Uint8Array, position: number, size = 37) => {
    const point = new OggResumePoint();
    for (let at = 0; at < position; at += size) point.push(bytes.subarray(at, Math.min(position, at + size)));
    return Buffer.from(point.header());
  };

  it('gives the headers of the link and the page begun, wherever it stands', () => {
    const pages = link(1, ['TITLE=x']);
    const whole = joined(pages);
    const [first = whole, second = whole] = pages;
    const headerBytes = first.length + second.length;
    for (let position = 0; position <= whole.length; position += 1) {
      const starts = pages.map((_, i) => joined(pages.slice(0, i)).length).filter((start) => start <= position);
      const pageStart = position === whole.length ? position : Math.max(...starts);
      const expected = Buffer.concat([whole.subarray(0, Math.min(headerBytes, pageStart)), whole.subarray(pageStart, position)]);
      expect(resumeAt(whole, position).equals(expected)).toBe(true);
    }
  });

  it('gives the headers of the link that is running there, not of one before or after', () => {
    const [one, two] = [link(1, ['TITLE=one'], { eos: true }), link(2, ['TITLE=two'])];
    const whole = joined([...one, ...two]);
    expect(resumeAt(whole, joined(one.slice(0, 4)).length).equals(joined(one.slice(0, 2)))).toBe(true);
    expect(resumeAt(whole, joined(one).length)).toHaveLength(0);
    expect(resumeAt(whole, joined([...one, ...two.slice(0, 1)]).length).equals(joined(two.slice(0, 1)))).toBe(true);
    expect(resumeAt(whole, whole.length).equals(joined(two.slice(0, 2)))).toBe(true);
  });

  it('keeps the headers of a cover beside the sound', () => {
    const pages = [cover(), ...link(1, [])];
    expect(resumeAt(joined(pages), joined(pages).length).equals(joined(pages.slice(0, 3)))).toBe(true);
  });

  it('holds no more than a reply can carry where headers never end and another stream goes on', () => {
    const others = Array.from({ length: 40 }, (_, i) => buildOggPage({ serial: 77, sequence: 1 + i, granule: 0, packets: [new Uint8Array(10_000)] }));
    const point = new OggResumePoint();
    for (const page of [cover(), buildOggPage({ serial: 1, sequence: 0, granule: 0, packets: [opusHead], bos: true }), ...others]) {
      point.push(page);
      expect(point.heldBytes).toBeLessThan(145_001);
    }
    expect(point.header()).toHaveLength(0);
    const next = link(2, ['TITLE=two']);
    point.push(joined(next));
    expect(Buffer.from(point.header()).equals(joined(next.slice(0, 2)))).toBe(true);
  });

  it('stays within what a reply can carry, whatever the comments hold', () => {
    const huge = buildOggPages({ serial: 1, sequence: 1, granule: 0, packets: [comments([`METADATA_BLOCK_PICTURE=${'x'.repeat(400_000)}`])] });
    const whole = joined([buildOggPage({ serial: 1, sequence: 0, granule: 0, packets: [opusHead], bos: true }), ...huge, buildOggPage({ serial: 1, sequence: 99, granule: OGG_NO_GRANULE, packets: [new Uint8Array(50)] })]);
    expect(resumeAt(whole, whole.length, 5_000).length).toBeLessThan(145_001);
  });

  it('never throws and stays within its bound on damaged bytes', () => {
    const whole = joined([...link(1, ['TITLE=x']), ...link(2, [])]);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 10 }), fc.integer({ min: 1, max: 400 }), (flips, size) => {
      const damaged = whole.slice();
      for (const [at, value] of flips) damaged[at] = value;
      expect(resumeAt(damaged, damaged.length, size).length).toBeLessThanOrEqual(damaged.length);
    }));
  });
});

describe('OggTitles', () => {
  it('tells the title of each link once, cleaned, and nothing for links without', () => {
    const titles = new OggTitles();
    const bytes = joined([...link(1, ['ARTIST=A', 'TITLE=B\u0007b'], { eos: true }), ...link(2, [], { eos: true }), ...link(3, ['title=C'])]);
    const told: string[] = [];
    for (let at = 0; at < bytes.length; at += 50) {
      const title = titles.push(bytes.subarray(at, at + 50));
      if (title !== undefined) told.push(title);
    }
    expect(told).toEqual(['A - Bb', 'C']);
  });
});
