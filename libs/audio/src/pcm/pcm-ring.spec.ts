import fc from 'fast-check';
import { PcmRing } from './pcm-ring';

/** Frames n, n + 1, … with left n and right −n, so that order and channels can be told. */
function counting(from: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames * 2 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (from + (i >> 1)));
}

describe('PcmRing', () => {
  it('gives back what it took, in order, whatever the sizes; takes and gives only what it can', () => {
    const step = fc.record({ write: fc.nat({ max: 40 }), read: fc.nat({ max: 40 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(step, { maxLength: 60 }), (capacity, steps) => {
        const ring = new PcmRing(capacity);
        let written = 1;
        let read = 1;
        for (const { write, read: wanted } of steps) {
          const held = written - read;
          expect(ring.write(counting(written, write))).toBe(Math.min(write, capacity - held));
          written += Math.min(write, capacity - held);
          expect(ring.availableFrames).toBe(written - read);
          expect(ring.availableFrames + ring.freeFrames).toBe(capacity);
          const out = new Float32Array(wanted * 2);
          const got = ring.read(out);
          expect(got).toBe(Math.min(wanted, written - read));
          expect(out.subarray(0, got * 2)).toEqual(counting(read, got));
          expect(out.subarray(got * 2).every((sample) => sample === 0)).toBe(true);
          read += got;
        }
      }),
    );
  });

  it('leaves what is peeked, forgets what is skipped or cleared', () => {
    const ring = new PcmRing(10);
    ring.write(counting(1, 8));
    const out = new Float32Array(4);
    expect(ring.peek(out)).toBe(2);
    expect(out).toEqual(counting(1, 2));
    expect(ring.skip(5)).toBe(5);
    expect(ring.read(out)).toBe(2);
    expect(out).toEqual(counting(6, 2));
    expect(ring.skip(5)).toBe(1);
    ring.write(counting(1, 10));
    ring.clear();
    expect([ring.availableFrames, ring.freeFrames, ring.read(out)]).toEqual([0, 10, 0]);
  });

  it('refuses half frames and impossible capacities', () => {
    expect(() => new PcmRing(4).write(new Float32Array(3))).toThrow(RangeError);
    expect(() => new PcmRing(4).read(new Float32Array(1))).toThrow(RangeError);
    for (const capacity of [0, -1, 1.5, Number.NaN]) expect(() => new PcmRing(capacity)).toThrow(RangeError);
  });
});
