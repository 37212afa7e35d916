import fc from 'fast-check';
import { DETECT_MAX_BYTES, detectSourceFormat } from './detect-source-format';
import { adtsFrameAt, mpegFrameAt } from './frame-headers';

const bytes = (...parts: (readonly number[] | Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : [...part])));
const padded = (head: readonly number[], length: number): number[] => [...head, ...new Array<number>(length - head.length).fill(0)];

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes. */
const mp3Frame = padded([0xff, 0xfb, 0x90, 0x00], 417);
/** MPEG-2 layer III, 64 kbit/s, 22.05 kHz: 208 bytes. */
const mp3LowFrame = padded([0xff, 0xf3, 0x80, 0x00], 208);
/** ADTS, 44.1 kHz, stereo, 300 bytes. */
const aacFrame = padded([0xff, 0xf1, 0x50, 0x80, 300 >> 3, ((300 & 7) << 5) | 0x1f, 0xfc], 300);
const id3 = (tagBytes: number): Uint8Array =>
  bytes('ID3', [4, 0, 0, 0, (tagBytes >> 14) & 127, (tagBytes >> 7) & 127, tagBytes & 127], new Uint8Array(tagBytes));
/** Random-looking bytes without a frame sync. */
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 73 + (i >> 3)) % 251);

describe('detectSourceFormat', () => {
  it.each([
    ['ogg', bytes('OggS')],
    ['flac', bytes('fLaC')],
    ['webm', bytes([0x1a, 0x45, 0xdf, 0xa3])],
    ['mp3', bytes(mp3Frame, mp3Frame.slice(0, 4))],
    ['mp3', bytes(mp3LowFrame, mp3LowFrame)],
    ['mp3', bytes(noise(300), mp3Frame, mp3Frame, mp3Frame)],
    ['mp3', bytes(id3(500), mp3Frame, mp3Frame)],
    ['mp3', bytes(id3(10), id3(20), mp3Frame, mp3Frame)],
    ['aac', bytes(aacFrame, aacFrame.slice(0, 6))],
    ['aac', bytes(noise(100), aacFrame, aacFrame, aacFrame)],
    ['aac', bytes(id3(63), aacFrame, aacFrame)],
    ['flac', bytes(id3(63), 'fLaC')],
    ['unknown', noise(DETECT_MAX_BYTES)],
    ['unknown', new Uint8Array(DETECT_MAX_BYTES)],
    ['unknown', new Uint8Array(DETECT_MAX_BYTES).fill(0xff)],
    ['unknown', bytes('<!doctype html>', new Uint8Array(DETECT_MAX_BYTES).fill(32))],
    ['need-more', new Uint8Array()],
    ['need-more', bytes('Ogg')],
    ['need-more', bytes(mp3Frame)],
    ['need-more', bytes(aacFrame, [0xff])],
    ['need-more', noise(1_000)],
    ['need-more', bytes('ID3', [4, 0])],
    ['need-more', id3(500)],
  ])('says %s', (format, head) => {
    expect(detectSourceFormat(head)).toBe(format);
  });

  it('believes the bytes, not the hint', () => {
    expect(detectSourceFormat(bytes('OggS'), 'audio/mpeg')).toBe('ogg');
    expect(detectSourceFormat(bytes(mp3Frame, mp3Frame), 'audio/aac')).toBe('mp3');
    expect(detectSourceFormat(bytes(aacFrame, aacFrame), 'audio/mpeg')).toBe('aac');
    expect(detectSourceFormat(noise(DETECT_MAX_BYTES), 'audio/mpeg')).toBe('unknown');
  });

  it('lets the hint decide behind an ID3 tag too long to look behind', () => {
    const tag = id3(500_000);
    expect(detectSourceFormat(tag.subarray(0, 20))).toBe('mp3');
    expect(detectSourceFormat(tag, 'audio/aac')).toBe('aac');
    expect(detectSourceFormat(tag, 'audio/aacp')).toBe('aac');
  });

  it('does not take one chance sync for a stream', () => {
    expect(detectSourceFormat(bytes(noise(50), mp3Frame, noise(DETECT_MAX_BYTES)))).toBe('unknown');
    expect(detectSourceFormat(bytes(mp3Frame, mp3LowFrame, noise(DETECT_MAX_BYTES)))).toBe('unknown');
  });

  it('decides by DETECT_MAX_BYTES, never changes its mind with more bytes, and never throws', () => {
    const start = fc.constantFrom(mp3Frame, aacFrame, [...id3(40)], [...bytes('OggS')], [0xff, 0xfb], [], [...noise(20)]);
    const anything = fc
      .array(fc.oneof(start, fc.uint8Array({ maxLength: 400 }).map((chunk) => [...chunk])), { maxLength: 12 })
      .map((parts) => bytes(...parts));
    fc.assert(
      fc.property(anything, fc.constantFrom('', 'audio/mpeg', 'audio/aac', 'application/ogg'), (head, hint) => {
        const whole = bytes(head, new Uint8Array(DETECT_MAX_BYTES));
        const final = detectSourceFormat(whole, hint);
        expect(final).not.toBe('need-more');
        for (const length of [3, 10, 200, 417, 500, 900, 2_000]) {
          const early = detectSourceFormat(whole.subarray(0, length), hint);
          if (early !== 'need-more') expect(early).toBe(final);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('frame headers', () => {
  it.each([
    [[0xff, 0xfb, 0x90, 0x00], 417],
    [[0xff, 0xfb, 0x92, 0x00], 418],
    [[0xff, 0xfb, 0xe4, 0x00], 960],
    [[0xff, 0xfd, 0xa4, 0x00], 576],
    [[0xff, 0xff, 0x14, 0x00], 32],
    [[0xff, 0xf3, 0x80, 0x00], 208],
    [[0xff, 0xe3, 0x48, 0x00], 288],
  ])('of MPEG %j are %d bytes long', (header, length) => {
    expect(mpegFrameAt(bytes(header), 0)?.bytes).toBe(length);
  });

  it.each([
    ['reserved version', [0xff, 0xeb, 0x90, 0]],
    ['reserved layer', [0xff, 0xf9, 0x90, 0]],
    ['free format', [0xff, 0xfb, 0x00, 0]],
    ['bad bitrate', [0xff, 0xfb, 0xf0, 0]],
    ['bad rate', [0xff, 0xfb, 0x9c, 0]],
    ['cut off', [0xff, 0xfb, 0x90]],
  ])('are none with %s', (_, header) => {
    expect(mpegFrameAt(bytes(header), 0)).toBeNull();
  });

  it('of ADTS are as long as they say', () => {
    expect(adtsFrameAt(bytes(aacFrame), 0)?.bytes).toBe(300);
    expect(adtsFrameAt(bytes(aacFrame).subarray(0, 5), 0)).toBeNull();
    expect(adtsFrameAt(bytes([0xff, 0xf1, 0x74, 0x80, 30, 0, 0]), 0)).toBeNull();
    expect(adtsFrameAt(bytes([0xff, 0xf1, 0x50, 0x80, 0, 0xe0, 0]), 0)).toBeNull();
  });
});
