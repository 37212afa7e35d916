import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { Mp3Framer, nearestMp3Kbps } from './mp3-framer';

const encoded = execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=440:r=48000:d=3', '-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3', '-']);

describe('Mp3Framer', () => {
  it('gives whole frames and nothing else, whatever the sizes of the pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 60, maxLength: 60 }), (sizes) => {
        const framer = new Mp3Framer();
        const out: Buffer[] = [];
        let frames = 0;
        for (let at = 0, i = 0; at < encoded.length; i++) {
          const whole = framer.push(encoded.subarray(at, (at += sizes[i % sizes.length]!)));
          expect(whole.bytes.length).toBe(whole.frames * 384);
          out.push(whole.bytes);
          frames += whole.frames;
        }
        expect(frames).toBe(encoded.length / 384);
        expect(Buffer.concat(out).equals(encoded)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('passes over garbage, holds no more than a frame, and finds back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (garbage) => {
        const framer = new Mp3Framer();
        framer.push(garbage);
        expect(framer.push(encoded).frames).toBeGreaterThan(encoded.length / 384 - 6);
      }),
    );
  });

  it.each([[128, 128], [130, 128], [320, 320], [33, 32], [100, 96], [250, 256]])('takes %i kbit/s for %i', (asked, taken) => {
    expect(nearestMp3Kbps(asked)).toBe(taken);
  });
});
