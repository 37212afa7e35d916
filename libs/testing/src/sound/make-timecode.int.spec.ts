import { findSlips, readTimecode, renderTimecode, timecodeRuns } from '@longwave/audio';
import fc from 'fast-check';
import path from 'node:path';
import { tempFolder } from '../servers/temp-folder';
import { encodeSound } from './encode-sound';
import { makeTimecode } from './make-timecode';
import { decodeToPcm } from './pcm-decoder';

const RATE = 48_000;

/** What is left of a sound after a codec. */
async function through(pcm: Float32Array, file: string): Promise<Float32Array> {
  await encodeSound(pcm, { path: file });
  return decodeToPcm(file);
}

describe.each(['opus', 'mp3', 'ogg'])('a time code through %s', (ending) => {
  const file = path.join(tempFolder('timecode'), `code.${ending}`);

  it('tells its place to 5 ms, and shows no slip where there is none', async () => {
    await makeTimecode({ path: file, band: 'high', seconds: 40, fromSeconds: 20 });
    const readings = readTimecode(await decodeToPcm(file), 'high');
    // MP3 begins with what its encoder and decoder need to get going.
    const [delay = 0] = readings.map(({ atFrame, positionSeconds }) => atFrame / RATE - positionSeconds + 20);
    expect(Math.abs(delay)).toBeLessThan(ending === 'mp3' ? 0.06 : 0.005);
    const worst = readings.reduce((most, { atFrame, positionSeconds }) => Math.max(most, Math.abs(positionSeconds - 20 - atFrame / RATE + delay)), 0);
    expect(worst).toBeLessThan(0.005);
    expect(readings.length).toBeGreaterThan(40 * 100 * 0.55);
    expect(findSlips(readings)).toEqual([]);
  });

  it('shows what was cut out or came twice before it was encoded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 3, max: 150, noNaN: true }), fc.double({ min: 0.02, max: 2, noNaN: true }), fc.constantFrom(1, -1), async (at, length, sign) => {
        const [before, after] = [renderTimecode('low', 3, at - 3), renderTimecode('low', 3, at + sign * length)];
        const sound = new Float32Array(before.length + after.length);
        sound.set(before);
        sound.set(after, before.length);
        const [slip, ...others] = findSlips(readTimecode(await through(sound, file), 'low'));
        expect(others).toEqual([]);
        expect(Math.abs((slip?.jumpSeconds ?? 0) - sign * length)).toBeLessThan(0.005);
        expect(Math.abs((slip?.beforeSeconds ?? 0) - 3)).toBeLessThan(0.6);
      }),
      { numRuns: 6 },
    );
  });

  it('is read in both bands while one fades into the other', async () => {
    const [low, high] = [renderTimecode('low', 6, 100), renderTimecode('high', 6)];
    const gain = (i: number): number => Math.min(1, Math.max(0, (i / 2 / RATE - 1.5) / 3));
    const sound = await through(low.map((value, i) => value * Math.cos((gain(i) * Math.PI) / 2) + (high[i] ?? 0) * Math.sin((gain(i) * Math.PI) / 2)), file);
    expect(timecodeRuns(readTimecode(sound, 'low'))).toHaveLength(1);
    expect(timecodeRuns(readTimecode(sound, 'high'))).toHaveLength(1);
  });
});
