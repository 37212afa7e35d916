import type { Chord, Scale } from './scale';

/** What may play in a section. */
export type Part = 'pad' | 'keys' | 'arp' | 'bass' | 'melody' | 'answer' | 'drums' | 'lightDrums' | 'bells';

/** A stretch of a piece with the same players. */
export interface Section {
  readonly bars: number;
  readonly parts: readonly Part[];
  /** How loud they play, 0 to 1. */
  readonly energy: number;
}

/** Beats at which notes begin within a bar, and how long they last: `[start, length]`. */
export type Rhythm = readonly (readonly [number, number])[];

/** How drums play one bar: a character for each sixteenth, `.` rest, `x` stroke, `o` soft stroke. */
export interface DrumPattern {
  readonly kick: string;
  readonly snare: string;
  readonly hat: string;
  readonly openHat?: string;
  readonly shaker?: string;
  readonly rim?: string;
}

/** What a composer decides before the first note. */
export interface Piece {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly seed: number;
  readonly tempoBpm: number;
  readonly beatsPerBar: number;
  /** Share of an eighth by which every second one comes late; 0 is straight. */
  readonly swing: number;
  readonly scale: Scale;
  /** One chord a bar, over and over. */
  readonly progression: readonly Chord[];
  readonly sections: readonly Section[];
  readonly melodyRhythms: readonly Rhythm[];
  readonly melodyInstrument: 'lead' | 'keys' | 'bell' | 'pluck';
  readonly chordRhythm: Rhythm;
  readonly bassRhythm: Rhythm;
  readonly arpPattern: { readonly stepBeats: number; readonly order: readonly number[] };
  readonly drums: DrumPattern;
  /** Gains of the players in dB, where they differ from the usual balance. */
  readonly balanceDb: Partial<Record<string, number>>;
  /** Reverb's share and the length of its tail in seconds; ducking of pads by the kick, 0 to 1. */
  readonly space: { readonly reverb: number; readonly decayS: number; readonly delayBeats: number; readonly duck: number };
  /** Two colours of the cover, as red, green, blue. */
  readonly colours: readonly [readonly [number, number, number], readonly [number, number, number]];
}
