import { livingChildren } from '@longwave/media-process';
import { makeTone, tempFolder } from '@longwave/testing';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { analyseAudio } from './analyse-audio';

const folder = tempFolder('analysis');
const analyse = (file: string, format: 'wav' | 'mp3') => analyseAudio(file, format, new AbortController().signal);

it('finds where the sound begins and ends, to a few milliseconds', async () => {
  const file = path.join(folder, 'cues.wav');
  const source = 'aevalsrc=exprs=0.25*sin(2*PI*440*t)*between(t\\,1.5\\,4)+0.25*sin(2*PI*440*t)*between(t\\,6\\,8.25):s=48000:d=10,aformat=channel_layouts=stereo';
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-ac', '2', file]);
  const result = await analyse(file, 'wav');
  if (result.outcome !== 'sound') throw new Error(result.message);
  const { durationMs, cueInMs, cueOutMs } = result.analysis;
  expect(durationMs).toBe(10_000);
  expect(Math.abs(cueInMs - 1_480)).toBeLessThanOrEqual(5);
  expect(Math.abs(cueOutMs - 8_270)).toBeLessThanOrEqual(5);
});

it('plays a silent file whole', async () => {
  const file = path.join(folder, 'silent.wav');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo', '-t', '3', file]);
  expect(await analyse(file, 'wav')).toEqual({
    outcome: 'sound', analysis: { durationMs: 3_000, integratedLufs: null, truePeakDbfs: -200, cueInMs: 0, cueOutMs: 3_000 },
  });
});

it('goes through a long file without holding it', async () => {
  const minute = path.join(folder, 'minute.mp3');
  await makeTone({ path: minute, hz: 440, seconds: 60 });
  const long = path.join(folder, 'long.mp3');
  const bytes = await readFile(minute);
  // MP3 frames stand on their own: minutes in a row are a file of their sum.
  await writeFile(long, Buffer.concat(Array.from({ length: 20 }, () => bytes)));
  const before = process.memoryUsage().rss;
  const result = await analyse(long, 'mp3');
  if (result.outcome !== 'sound') throw new Error(result.message);
  expect(Math.abs(result.analysis.durationMs - 20 * 60_000)).toBeLessThan(2_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
}, 180_000);

it('stops at once when told to', async () => {
  const file = path.join(folder, 'stopped.mp3');
  await makeTone({ path: file, hz: 440, seconds: 60 });
  const controller = new AbortController();
  const running = analyseAudio(file, 'mp3', controller.signal);
  controller.abort();
  await expect(running).rejects.toMatchObject({ failure: 'aborted' });
  expect(livingChildren()).toBe(0);
});
