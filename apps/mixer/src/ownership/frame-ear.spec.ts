import { encodeFrameMessage } from '@longwave/contracts';
import { FrameEar } from './frame-ear';

const timelineId = '018f3c1e-5b7a-7c3e-9a0e-0f6f3f2a1b4c';
const message = (block: number, { epoch = 3, id = timelineId, lagMs = 0 } = {}): Uint8Array =>
  encodeFrameMessage({ timelineId: id, epoch, firstSample: block * 4_800, startsClean: false, lagMs, packets: Array.from({ length: 5 }, (_, i) => Uint8Array.of(block % 256, i)) });
const heardBlocks = (ear: FrameEar) => ear.heard(0)?.sound.packets.filter((_, i) => i % 5 === 0).map((packet) => packet[0]);

describe('an ear', () => {
  it('knows nothing at first, but since when it listens', () => {
    const ear = new FrameEar(1_000);
    expect(ear.heard(2_000)).toBeUndefined();
    expect(ear.heardAtMs).toBe(1_000);
  });

  it('knows the sample after the last frame, and what the count is by now', () => {
    const ear = new FrameEar(0);
    for (let block = 0; block < 10; block++) ear.hear(message(block), (block + 1) * 100);
    expect(ear.heard(1_600)).toMatchObject({ timelineId, nextSample: 48_000, nowSample: 76_800 });
    expect(ear.heardAtMs).toBe(1_000);
  });

  it('follows the promptest frames: what was caught up does not move the count', () => {
    const ear = new FrameEar(0);
    ear.hear(message(0), 100);
    for (let block = 1; block < 10; block++) ear.hear(message(block), 1_000);
    expect(ear.heard(1_000)?.nowSample).toBe(48_000);
  });

  it('takes from the count what a frame waited before it was sent', () => {
    const ear = new FrameEar(0);
    // Its owner looks every 100 ms, 60 ms after a frame is due.
    for (let block = 0; block < 10; block++) ear.hear(message(block, { lagMs: 60 }), (block + 1) * 100 + 60);
    expect(ear.heard(1_060)?.nowSample).toBe(1_060 * 48);
  });

  it('keeps two seconds of the sound', () => {
    const ear = new FrameEar(0);
    for (let block = 0; block < 50; block++) ear.hear(message(block), (block + 1) * 100);
    expect(heardBlocks(ear)).toEqual(Array.from({ length: 20 }, (_, i) => 30 + i));
  });

  it('keeps no sound from before a hole', () => {
    const ear = new FrameEar(0);
    for (const block of [0, 1, 3, 4]) ear.hear(message(block), block * 100);
    expect(heardBlocks(ear)).toEqual([3, 4]);
  });

  it('believes the higher epoch, and takes nothing twice', () => {
    const ear = new FrameEar(0);
    ear.hear(message(5), 600);
    ear.hear(message(6, { epoch: 4 }), 700);
    ear.hear(message(6), 710);
    ear.hear(message(6, { epoch: 4 }), 720);
    ear.hear(message(7, { epoch: 4 }), 800);
    expect(ear.heard(800)?.nextSample).toBe(8 * 4_800);
    expect(heardBlocks(ear)).toEqual([5, 6, 7]);
  });

  it('gives a new owner the time he is granted', () => {
    const ear = new FrameEar(0);
    ear.hear(message(0), 100);
    ear.grant(2_600);
    expect(ear.heardAtMs).toBe(2_600);
    ear.grant(500);
    expect(ear.heardAtMs).toBe(2_600);
    ear.hear(message(1), 900);
    expect(ear.heardAtMs).toBe(900);
  });

  it('takes anything for a sign of life', () => {
    const ear = new FrameEar(0);
    ear.hear(Uint8Array.of(1, 2, 3), 300);
    expect(ear.heardAtMs).toBe(300);
    expect(ear.heard(300)).toBeUndefined();
  });
});
