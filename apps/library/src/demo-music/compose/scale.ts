/** A key: seven notes in an octave, counted from its tonic. */
export interface Scale {
  /** MIDI number of the tonic, around the middle of the keyboard. */
  readonly tonic: number;
  /** Semitones of the seven degrees above the tonic. */
  readonly steps: readonly number[];
}

export const modes = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
} as const;

/** MIDI number of a degree: 0 the tonic, 7 the one an octave higher, −1 the note below. */
export function degreeToMidi({ tonic, steps }: Scale, degree: number): number {
  const octave = Math.floor(degree / steps.length);
  const step = steps[degree - octave * steps.length] ?? 0;
  return tonic + 12 * octave + step;
}

/** Frequency of a MIDI number in equal temperament, A4 = 69 = 440 Hz. */
export function midiToHz(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12);
}

/** A chord of the scale: thirds stacked on a degree. */
export interface Chord {
  readonly degree: number;
  /** 3: triad, 4: with the seventh, 5: with the ninth. */
  readonly size: number;
}

/** The chord's notes as degrees, root first. */
export function chordDegrees({ degree, size }: Chord): number[] {
  return Array.from({ length: size }, (_, index) => degree + 2 * index);
}

/** Whether a degree, in whatever octave, is a note of the chord's triad or seventh. */
export function isChordTone(chord: Chord, degree: number): boolean {
  const distance = (((degree - chord.degree) % 7) + 7) % 7;
  return distance === 0 || distance === 2 || distance === 4 || (distance === 6 && chord.size > 3);
}

/**
 * The chord's notes laid so that each moves as little as may be from the chord before: how a pianist changes chords.
 *
 * @param around MIDI number about which the hand stays
 * @param before the notes held before, if any
 * @returns MIDI numbers, lowest first
 */
export function voiceChord(scale: Scale, chord: Chord, around: number, before: readonly number[]): number[] {
  const classes = chordDegrees(chord).map((degree) => degreeToMidi(scale, degree));
  // With a ninth the root is left to the bass, or the chord gets thick.
  const hand = classes.length > 4 ? classes.slice(1) : classes;
  const positions = hand.flatMap((_, inversion) => [-24, -12, 0, 12, 24].map((shift) => close(hand, inversion).map((note) => note + shift)));
  const cost = (notes: readonly number[]): number => {
    const center = notes.reduce((sum, note) => sum + note, 0) / notes.length;
    const moved = before.length === 0 ? 0 : notes.reduce((sum, note, index) => sum + Math.abs(note - (before[Math.min(index, before.length - 1)] ?? note)), 0);
    return moved + 1.5 * Math.abs(center - around);
  };
  return positions.reduce((best, notes) => (cost(notes) < cost(best) ? notes : best), positions[0] ?? hand);
}

/** An inversion in close position: the lower notes an octave up. */
function close(notes: readonly number[], inversion: number): number[] {
  const turned = [...notes.slice(inversion), ...notes.slice(0, inversion).map((note) => note + 12)];
  return turned.sort((a, b) => a - b);
}
