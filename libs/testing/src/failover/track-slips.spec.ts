import { renderTimecode, type TimecodeBand } from '@longwave/audio';
import { trackSlips } from './track-slips';

const RATE = 48_000;

/** Lays pieces of tracks into a recording of so many seconds. */
function recording(seconds: number, ...pieces: [band: TimecodeBand, atSeconds: number, from: number, to: number][]): Float32Array {
  const pcm = new Float32Array(seconds * RATE * 2);
  for (const [band, atSeconds, from, to] of pieces) {
    const first = Math.round(atSeconds * RATE) * 2;
    renderTimecode(band, to - from, from).forEach((value, i) => (pcm[first + i]! += value));
  }
  return pcm;
}

const tracks = { low: 10, high: 10 };
const told = (pcm: Float32Array) => trackSlips(pcm, tracks).map(({ band, kind, jumpSeconds }) => [band, kind, Math.round(jumpSeconds * 100) / 100]);

it('takes tracks that follow each other whole for whole, joined half way or not', () => {
  expect(told(recording(30, ['low', 0, 4, 10], ['high', 4, 0, 10], ['low', 12, 0, 10], ['high', 20, 0, 10]))).toEqual([]);
});

it('tells what is missing and what comes twice within a track', () => {
  expect(told(recording(20, ['low', 0, 0, 4], ['low', 4, 4.5, 10]))).toEqual([['low', 'jump', 0.5]]);
  expect(told(recording(20, ['high', 0, 0, 6], ['high', 6, 5.9, 10]))).toEqual([['high', 'jump', -0.1]]);
});

it('tells a track that was cut off, and one that lacks its beginning', () => {
  expect(told(recording(30, ['low', 0, 0, 7], ['high', 6, 0, 10], ['low', 14, 0, 10])).map(([band, kind]) => [band, kind])).toEqual([['low', 'cut off']]);
  expect(told(recording(30, ['low', 0, 0, 10], ['high', 8, 2, 10])).map(([band, kind]) => [band, kind])).toEqual([['high', 'begun late']]);
});

it('takes a track that begins anew in its middle for one that was cut off', () => {
  expect(told(recording(20, ['low', 0, 0, 5], ['low', 5, 0, 10])).map(([band, kind]) => [band, kind])).toEqual([['low', 'cut off']]);
});
