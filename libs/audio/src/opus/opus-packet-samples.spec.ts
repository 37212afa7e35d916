import fc from 'fast-check';
import { FILLER_PACKET, MalformedOpusError, opusPacketSamples } from './opus-packet-samples';

/** TOC byte: configuration, stereo, frame count code (RFC 6716 section 3.1). */
const toc = (configuration: number, code = 0): number => (configuration << 3) | 4 | code;
const packet = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const filled = (length: number, ...bytes: number[]): Uint8Array => {
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
};

describe('opusPacketSamples', () => {
  it('knows every configuration of RFC 6716 table 2', () => {
    const silk = [480, 960, 1_920, 2_880];
    const celt = [120, 240, 480, 960];
    const expected = [...silk, ...silk, ...silk, 480, 960, 480, 960, ...celt, ...celt, ...celt, ...celt];
    expect(expected.map((_, configuration) => opusPacketSamples(packet(toc(configuration), 1, 2)))).toEqual(expected);
  });

  it('takes one byte for 20 ms of filler', () => {
    expect([...FILLER_PACKET]).toEqual([0xfc]);
    expect(opusPacketSamples(FILLER_PACKET)).toBe(960);
  });

  it.each([
    ['two equal frames', packet(toc(31, 1), 9, 9, 9, 9), 1_920],
    ['two frames of their own sizes', packet(toc(31, 2), 1, 9, 9, 9), 1_920],
    ['a first frame of 252 bytes', filled(300, toc(31, 2), 252, 0), 1_920],
    ['five equal frames', packet(toc(31, 3), 5, 1, 2, 3, 4, 5), 4_800],
    ['three frames with lengths', packet(toc(31, 3), 0x83, 1, 0, 7, 8), 2_880],
    ['padding', packet(toc(31, 3), 0x42, 2, 1, 1, 0, 0), 1_920],
    ['long padding', filled(4 + 254 + 3 + 2, toc(31, 3), 0x42, 255, 3), 1_920],
    ['120 ms', packet(toc(31, 3), 6), 5_760],
    ['48 frames of 2.5 ms', packet(toc(28, 3), 48), 5_760],
  ])('counts %s', (_, bytes, samples) => {
    expect(opusPacketSamples(bytes)).toBe(samples);
  });

  it.each([
    ['nothing', packet()],
    ['a frame over 1,275 bytes', filled(1_277, toc(31))],
    ['an odd number of bytes for two equal frames', packet(toc(31, 1), 1)],
    ['no length for the first of two', packet(toc(31, 2))],
    ['half a length', packet(toc(31, 2), 253)],
    ['a first frame longer than the packet', packet(toc(31, 2), 5, 1)],
    ['no frame count', packet(toc(31, 3))],
    ['no frames', packet(toc(31, 3), 0)],
    ['140 ms', packet(toc(31, 3), 7)],
    ['49 frames', packet(toc(28, 3), 49)],
    ['frames that do not divide the bytes', packet(toc(31, 3), 2, 1, 2, 3)],
    ['padding that does not end', packet(toc(31, 3), 0x41, 255)],
    ['more padding than bytes', packet(toc(31, 3), 0x41, 9, 0)],
    ['lengths beyond the end', packet(toc(31, 3), 0x82, 200, 1)],
    ['no length for the first of three', packet(toc(31, 3), 0x83)],
  ])('refuses %s', (_, bytes) => {
    expect(() => opusPacketSamples(bytes)).toThrow(MalformedOpusError);
  });

  it('answers within 2.5 to 120 ms or refuses, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const samples = opusPacketSamples(bytes);
          expect(samples % 120).toBe(0);
          expect(samples).toBeGreaterThanOrEqual(120);
          expect(samples).toBeLessThanOrEqual(5_760);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedOpusError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
