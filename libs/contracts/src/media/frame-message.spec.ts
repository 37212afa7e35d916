import fc from 'fast-check';
import { decodeFrameMessage, decodeResendReply, encodeFrameMessage, encodeResendReply, endSample, type FrameMessage } from './frame-message';

const packet = fc.uint8Array({ minLength: 1, maxLength: 1276 });
const message: fc.Arbitrary<FrameMessage> = fc.record({
  timelineId: fc.uuid(),
  epoch: fc.integer({ min: 0, max: 0xffffffff }),
  firstSample: fc.integer({ min: 0, max: Math.floor(Number.MAX_SAFE_INTEGER / 960) - 50 }).map((n) => n * 960),
  startsClean: fc.boolean(),
  packets: fc.array(packet, { minLength: 1, maxLength: 50 }),
  lagMs: fc.integer({ min: 0, max: 255 }),
});

describe('frame messages', () => {
  it('come back as they were sent', () => {
    fc.assert(fc.property(message, (sent) => expect(decodeFrameMessage(encodeFrameMessage(sent))).toEqual(sent)));
  });

  it('are refused when cut off anywhere', () => {
    fc.assert(
      fc.property(message, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (sent, part) => {
        const bytes = encodeFrameMessage(sent);
        expect(decodeFrameMessage(bytes.subarray(0, Math.floor(part * bytes.length)))).toBeUndefined();
      }),
    );
  });

  it('never throw on bytes that are not ours', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => expect(() => decodeFrameMessage(bytes)).not.toThrow()));
  });

  it.each([
    ['no packets', { packets: [] }],
    ['51 packets', { packets: Array.from({ length: 51 }, () => Uint8Array.of(1)) }],
    ['an empty packet', { packets: [new Uint8Array()] }],
    ['a packet longer than Opus allows', { packets: [new Uint8Array(1277)] }],
    ['a timeline id that is not a UUID', { timelineId: 'x' }],
  ])('cannot be made with %s', (_what, wrong) => {
    const good = { timelineId: '00000000-0000-4000-8000-000000000000', epoch: 1, firstSample: 0, startsClean: true, packets: [Uint8Array.of(1)] };
    expect(() => encodeFrameMessage({ ...good, ...wrong })).toThrow(RangeError);
  });

  it('know where they end', () => {
    expect(endSample({ timelineId: '', epoch: 1, firstSample: 9600, startsClean: false, packets: [Uint8Array.of(1), Uint8Array.of(2)] })).toBe(11_520);
  });
});

it.each([[undefined, 0], [-3, 0], [12.4, 12], [255, 255], [9_000, 255]])('carry a lag of %s as %s', (lagMs, carried) => {
  const one = { timelineId: '00000000-0000-4000-8000-000000000000', epoch: 1, firstSample: 0, startsClean: true, packets: [Uint8Array.of(1)] };
  expect(decodeFrameMessage(encodeFrameMessage(lagMs === undefined ? one : { ...one, lagMs }))?.lagMs).toBe(carried);
});

describe('a resend reply', () => {
  it('holds the messages in order', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (sent) => {
        expect(decodeResendReply(encodeResendReply(sent.map(encodeFrameMessage)))).toEqual(sent);
      }),
    );
  });

  it('loses only what was cut off', () => {
    const sent = [0, 1, 2].map((n) => ({
      timelineId: '00000000-0000-4000-8000-000000000000', epoch: 1, firstSample: n * 960, startsClean: false, packets: [Uint8Array.of(n)], lagMs: n,
    }));
    const bytes = encodeResendReply(sent.map(encodeFrameMessage));
    expect(decodeResendReply(bytes.subarray(0, bytes.length - 1))).toEqual(sent.slice(0, 2));
  });
});
