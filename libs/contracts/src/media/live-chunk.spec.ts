import fc from 'fast-check';
import { decodeLiveAck, decodeLiveChunk, encodeLiveAck, encodeLiveChunk, MAX_LIVE_CHUNK_BYTES } from './live-chunk';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });

describe('live chunks', () => {
  it('come back as they were sent', () => {
    fc.assert(
      fc.property(uint32, fc.boolean(), fc.uint8Array({ maxLength: 2000 }), (number, isEnd, bytes) => {
        expect(decodeLiveChunk(encodeLiveChunk({ number, isEnd, bytes }))).toEqual({ number, isEnd, bytes });
      }),
    );
  });

  it('hold 64 KB and not a byte more', () => {
    const full = { number: 1, isEnd: false, bytes: new Uint8Array(MAX_LIVE_CHUNK_BYTES) };
    expect(decodeLiveChunk(encodeLiveChunk(full))?.bytes.length).toBe(65_536);
    expect(() => encodeLiveChunk({ ...full, bytes: new Uint8Array(MAX_LIVE_CHUNK_BYTES + 1) })).toThrow(RangeError);
    expect(decodeLiveChunk(Uint8Array.of(1, ...new Uint8Array(MAX_LIVE_CHUNK_BYTES + 8)))).toBeUndefined();
  });

  it('are refused when the head is cut off or of another version', () => {
    expect(decodeLiveChunk(Uint8Array.of(1, 0, 0, 0, 0, 0, 0))).toBeUndefined();
    expect(decodeLiveChunk(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0))).toBeUndefined();
  });
});

describe('acknowledgements', () => {
  it('come back as they were sent, and nothing else is one', () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, (epoch, nextNumber, heardNumber) => {
        const bytes = encodeLiveAck({ epoch, nextNumber, heardNumber });
        expect(decodeLiveAck(bytes)).toEqual({ epoch, nextNumber, heardNumber });
        expect(decodeLiveAck(bytes.subarray(1))).toBeUndefined();
      }),
    );
  });
});
