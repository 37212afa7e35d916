import { composePiece } from './compose/compose-piece';
import { degreeToMidi } from './compose/scale';
import { coverPicture } from './cover-picture';
import { pieces } from './pieces';
import { renderScore } from './synth/render-score';

const drums = ['kick', 'snare', 'hat', 'openHat', 'shaker', 'rim'];

it('is a programme of a few minutes, each piece with a name of its own', () => {
  expect(new Set(pieces.map(({ title }) => title)).size).toBe(pieces.length);
  const minutes = pieces.reduce((sum, piece) => sum + composePiece(piece).lengthS, 0) / 60;
  expect(minutes).toBeGreaterThan(4);
});

it.each(pieces.map((piece) => [piece.title, piece] as const))('%s keeps to its key, its length and a playable range', (_title, piece) => {
  const { notes, lengthS } = composePiece(piece);
  const inKey = new Set(piece.scale.steps.map((_, degree) => ((degreeToMidi(piece.scale, degree) % 12) + 12) % 12));
  const pitched = notes.filter(({ instrument }) => !drums.includes(instrument));
  for (const { midi } of pitched) expect(inKey.has(((midi % 12) + 12) % 12)).toBe(true);
  for (const { midi, startS, velocity } of pitched) {
    expect(midi).toBeGreaterThanOrEqual(26);
    expect(midi).toBeLessThanOrEqual(105);
    expect(startS).toBeLessThan(lengthS);
    expect(velocity).toBeGreaterThan(0);
    expect(velocity).toBeLessThanOrEqual(1);
  }
});

it.each(pieces.map((piece) => [piece.title, piece] as const))('%s is written the same each time', (_title, piece) => {
  expect(composePiece(piece)).toEqual(composePiece(piece));
});

it('sounds in stereo, without clipping, hum or clicks, and ends in silence', () => {
  const piece = { ...pieces[1]!, sections: [{ bars: 2, parts: ['keys', 'pad', 'bass', 'arp', 'drums', 'melody', 'bells'], energy: 1 }] as const };
  const samples = renderScore(composePiece(piece), piece);
  let peak = 0;
  let sum = 0;
  let difference = 0;
  for (let at = 0; at < samples.length; at += 2) {
    const [left, right] = [samples[at]!, samples[at + 1]!];
    peak = Math.max(peak, Math.abs(left), Math.abs(right));
    sum += left + right;
    difference += (left - right) ** 2;
  }
  expect(peak).toBeLessThanOrEqual(10 ** (-1 / 20));
  expect(Math.abs(sum / samples.length)).toBeLessThan(0.001);
  expect(difference).toBeGreaterThan(0);
  expect(Math.max(...samples.subarray(-480).map(Math.abs))).toBeLessThan(0.01);
});

it('has a cover for each that is a picture, and small', () => {
  for (const { colours, seed } of pieces) {
    const picture = coverPicture(...colours, seed);
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.length).toBeLessThan(200_000);
  }
});
