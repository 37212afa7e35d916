import fc from 'fast-check';
import { chordDegrees, degreeToMidi, isChordTone, midiToHz, modes, voiceChord } from './scale';

const cMajor = { tonic: 60, steps: modes.major };

it('counts degrees through the octaves', () => {
  expect([-7, -1, 0, 2, 7, 9].map((degree) => degreeToMidi(cMajor, degree))).toEqual([48, 59, 60, 64, 72, 76]);
});

it('tunes A4 to 440 Hz and an octave to twice that', () => {
  expect(midiToHz(69)).toBe(440);
  expect(midiToHz(81)).toBeCloseTo(880, 9);
});

it('stacks thirds', () => {
  expect(chordDegrees({ degree: 1, size: 4 }).map((degree) => degreeToMidi(cMajor, degree) % 12)).toEqual([2, 5, 9, 0]);
});

it('knows the notes of a chord in any octave', () => {
  const dMinor = { degree: 1, size: 3 };
  expect([1, 3, 5, 8, -6].every((degree) => isChordTone(dMinor, degree))).toBe(true);
  expect([0, 2, 4, 6].some((degree) => isChordTone(dMinor, degree))).toBe(false);
});

it('moves no voice by more than a fourth between chords, and stays about its place', () => {
  const chord = fc.record({ degree: fc.integer({ min: 0, max: 6 }), size: fc.constant(4) });
  fc.assert(
    fc.property(fc.array(chord, { minLength: 2, maxLength: 20 }), (chords) => {
      let before: number[] = [];
      for (const next of chords) {
        const notes = voiceChord(cMajor, next, 62, before);
        expect(notes).toEqual([...notes].sort((a, b) => a - b));
        notes.forEach((note, index) => before.length > 0 && expect(Math.abs(note - before[index]!)).toBeLessThanOrEqual(5));
        expect(Math.abs(notes.reduce((sum, note) => sum + note, 0) / 4 - 62)).toBeLessThan(9);
        before = notes;
      }
    }),
  );
});
