import fc from 'fast-check';
import { seededRandom } from '../../random/seeded-random';
import { isChordTone } from './scale';
import { writeMelody } from './write-melody';

const chords = [0, 5, 3, 4, 0, 5, 3, 4].map((degree) => ({ degree, size: 4 }));
const rhythms = [[[0, 1], [1, 0.5], [1.5, 0.5], [2, 2]], [[0, 1.5], [1.5, 0.5], [2, 1], [3, 1]]] as const;
const write = (seed: number) => writeMelody({ chords, rhythms, beatsPerBar: 4, center: 7, range: 6, random: seededRandom(seed) });
const everyMelody = (law: (melody: ReturnType<typeof write>) => void) => fc.assert(fc.property(fc.integer(), (seed) => law(write(seed))), { numRuns: 50 });

it('puts notes of the chord on strong beats', () => {
  everyMelody((melody) => {
    for (const { startBeat, degree, isStrong } of melody) if (isStrong) expect(isChordTone(chords[Math.floor(startBeat / 4)]!, degree)).toBe(true);
  });
});

it('mostly moves by steps, and can be sung', () => {
  everyMelody((melody) => {
    const moves = melody.slice(1).map(({ degree }, index) => Math.abs(degree - melody[index]!.degree));
    expect(moves.filter((move) => move <= 2).length / moves.length).toBeGreaterThan(0.4);
    expect(Math.max(...melody.map(({ degree }) => degree)) - Math.min(...melody.map(({ degree }) => degree))).toBeLessThanOrEqual(18);
  });
});

it('never plays two notes at once', () => {
  everyMelody((melody) => {
    melody.slice(1).forEach(({ startBeat }, index) => expect(startBeat).toBeGreaterThanOrEqual(melody[index]!.startBeat + melody[index]!.lengthBeats - 1e-9));
  });
});

it('rests on the root or the third at the end', () => {
  everyMelody((melody) => {
    const { degree } = melody.at(-1)!;
    expect([0, 2]).toContain((((degree - 4) % 7) + 7) % 7);
  });
});

it('says its motif twice', () => {
  const melody = write(3);
  const rhythmOf = (bar: number) => melody.filter(({ startBeat }) => Math.floor(startBeat / 4) === bar).map(({ startBeat }) => startBeat % 4);
  expect(rhythmOf(0)).toEqual(rhythmOf(2));
});

it('is the same for the same seed', () => {
  expect(write(11)).toEqual(write(11));
  expect(write(11)).not.toEqual(write(12));
});
