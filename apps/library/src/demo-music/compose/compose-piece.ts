import { seededRandom } from '../../random/seeded-random';
import type { Instrument, Note, Score } from './note';
import type { Part, Piece, Section } from './piece';
import { degreeToMidi, voiceChord } from './scale';
import type { Chord } from './scale';
import { writeDrums } from './write-drums';
import { writeMelody } from './write-melody';
import type { MelodyNote } from './write-melody';

/** After the last bar its chord rings on for this many. */
const ENDING_BARS = 2;

interface Bar {
  index: number;
  chord: Chord;
  section: Section;
  isLastOfSection: boolean;
}

/** Writes all notes of a piece. The same piece is always written the same. */
export function composePiece(piece: Piece): Score {
  return new Composer(piece).compose();
}

class Composer {
  private readonly random: () => number;
  private readonly beatS: number;
  private readonly notes: Note[] = [];
  private readonly bars: readonly Bar[];

  constructor(private readonly piece: Piece) {
    this.random = seededRandom(piece.seed);
    this.beatS = 60 / piece.tempoBpm;
    this.bars = barsOf(piece);
  }

  compose(): Score {
    this.writeChords();
    this.writeBass();
    this.writeArp();
    this.writeMelodies();
    for (const bar of this.bars) {
      const level = bar.section.parts.includes('drums') ? 'full' : bar.section.parts.includes('lightDrums') ? 'light' : 'none';
      for (const stroke of writeDrums(this.piece.drums, { level, isFill: bar.isLastOfSection, beatsPerBar: this.piece.beatsPerBar, random: this.random })) {
        this.add(stroke.instrument, bar, stroke.startBeat, 0.25, 60, stroke.velocity * (0.75 + 0.25 * bar.section.energy), stroke.pan);
      }
    }
    this.writeEnding();
    return { notes: this.notes, lengthS: (this.bars.length + ENDING_BARS) * this.piece.beatsPerBar * this.beatS };
  }

  private plays(bar: Bar, part: Part): boolean {
    return bar.section.parts.includes(part);
  }

  private writeChords(): void {
    const { scale, chordRhythm, beatsPerBar } = this.piece;
    let held: number[] = [];
    for (const bar of this.bars) {
      held = voiceChord(scale, bar.chord, scale.tonic + 2, held);
      held.forEach((midi, index) => {
        const pan = held.length > 1 ? (index / (held.length - 1)) * 1.2 - 0.6 : 0;
        if (this.plays(bar, 'pad')) this.add('pad', bar, 0, beatsPerBar, midi, 0.6, pan);
        if (!this.plays(bar, 'keys')) return;
        // The fingers do not come down together.
        for (const [start, length] of chordRhythm) this.add('keys', bar, start + index * 0.012, length, midi, 0.55 + 0.15 * this.random(), pan * 0.5);
      });
    }
  }

  private writeBass(): void {
    const { scale, bassRhythm, progression } = this.piece;
    for (const bar of this.bars) {
      if (!this.plays(bar, 'bass')) continue;
      const next = progression[(bar.index + 1) % progression.length] ?? bar.chord;
      bassRhythm.forEach(([start, length], index) => {
        const isLast = index === bassRhythm.length - 1 && bassRhythm.length > 2;
        // The last note leads to the next root by a step, or goes to the fifth.
        const degree = isLast ? (this.random() < 0.6 ? next.degree + (this.random() < 0.5 ? -1 : 1) : bar.chord.degree + 4) : bar.chord.degree;
        this.add('bass', bar, start, length * 0.92, lower(degreeToMidi(scale, degree)), index === 0 ? 0.85 : 0.65 + 0.1 * this.random(), 0);
      });
    }
  }

  private writeArp(): void {
    const { scale, arpPattern, beatsPerBar } = this.piece;
    let held: number[] = [];
    for (const bar of this.bars) {
      held = voiceChord(scale, { ...bar.chord, size: Math.min(4, bar.chord.size) }, scale.tonic + 9, held);
      if (!this.plays(bar, 'arp')) continue;
      const steps = Math.round(beatsPerBar / arpPattern.stepBeats);
      for (let step = 0; step < steps; step += 1) {
        const place = arpPattern.order[step % arpPattern.order.length] ?? 0;
        if (place < 0) continue;
        const midi = (held[place % held.length] ?? scale.tonic) + 12 * Math.floor(place / held.length);
        const accent = step === 0 ? 0.2 : step % 2 === 0 ? 0.08 : 0;
        this.add('pluck', bar, step * arpPattern.stepBeats, arpPattern.stepBeats * 2, midi, 0.45 + accent + 0.1 * this.random(), step % 2 === 0 ? -0.35 : 0.35);
      }
    }
  }

  private writeMelodies(): void {
    const { melodyInstrument, progression, melodyRhythms, beatsPerBar } = this.piece;
    const chords = Array.from({ length: 8 }, (_, index) => progression[index % progression.length] ?? { degree: 0, size: 3 });
    const plan = { chords, rhythms: melodyRhythms, beatsPerBar, random: this.random };
    const tune = writeMelody({ ...plan, center: 7, range: 6 });
    const answer = writeMelody({ ...plan, center: 10, range: 5 });
    this.playTune('melody', tune, melodyInstrument);
    this.playTune('answer', answer, melodyInstrument);
    this.playTune('bells', tune.filter(({ isStrong }) => isStrong), 'bell', 7);
  }

  /** Plays a tune of eight bars wherever its part is due; the eight are counted with the chords. */
  private playTune(part: Part, tune: readonly MelodyNote[], instrument: Instrument, shiftDegrees = 0): void {
    const { beatsPerBar, scale } = this.piece;
    for (const bar of this.bars) {
      if (!this.plays(bar, part)) continue;
      const from = (bar.index % 8) * beatsPerBar;
      for (const { startBeat, lengthBeats, degree, isStrong } of tune) {
        if (startBeat < from || startBeat >= from + beatsPerBar) continue;
        const velocity = (isStrong ? 0.72 : 0.56) + 0.1 * this.random();
        this.add(instrument, bar, startBeat - from, lengthBeats * 0.95, degreeToMidi(scale, degree + shiftDegrees), velocity, part === 'bells' ? 0.3 : 0.05);
      }
    }
  }

  /** The tonic, at rest. */
  private writeEnding(): void {
    const { scale, beatsPerBar, sections } = this.piece;
    const last = this.bars.at(-1);
    if (last === undefined) return;
    const bar: Bar = { ...last, index: last.index + 1, chord: { degree: 0, size: 3 } };
    const isPlayed = (part: Part): boolean => sections.some(({ parts }) => parts.includes(part));
    const notes = voiceChord(scale, { degree: 0, size: 4 }, scale.tonic + 2, []);
    notes.forEach((midi, index) => {
      if (isPlayed('pad')) this.add('pad', bar, 0, beatsPerBar * 1.2, midi, 0.5, index * 0.3 - 0.45);
      if (isPlayed('keys')) this.add('keys', bar, index * 0.08, beatsPerBar * 1.5, midi, 0.5, 0);
      if (isPlayed('arp')) this.add('pluck', bar, index * 0.12, beatsPerBar, midi + 12, 0.5, 0.2);
    });
    if (isPlayed('bass')) this.add('bass', bar, 0, beatsPerBar, lower(scale.tonic), 0.7, 0);
  }

  private add(instrument: Instrument, bar: Bar, beat: number, lengthBeats: number, midi: number, velocity: number, pan: number): void {
    const { beatsPerBar, swing } = this.piece;
    // Every second eighth comes late, and nobody plays like a clock.
    const isOffbeat = Math.abs((beat % 1) - 0.5) < 0.01;
    const late = (isOffbeat ? swing * 0.5 : 0) * this.beatS + (this.random() - 0.5) * 0.006;
    const startS = Math.max(0, (bar.index * beatsPerBar + beat) * this.beatS + late);
    const loudness = Math.min(1, velocity * (0.7 + 0.3 * bar.section.energy));
    this.notes.push({ instrument, startS, durationS: lengthBeats * this.beatS, midi, velocity: loudness, pan });
  }
}

function barsOf({ sections, progression }: Piece): Bar[] {
  const bars: Bar[] = [];
  for (const section of sections) {
    for (let bar = 0; bar < section.bars; bar += 1) {
      const index = bars.length;
      const chord = progression[index % progression.length] ?? { degree: 0, size: 3 };
      bars.push({ index, chord, section, isLastOfSection: bar === section.bars - 1 && section.bars > 2 });
    }
  }
  return bars;
}

/** The same note where a bass plays: E1 to D♯2. */
function lower(midi: number): number {
  return 28 + ((((midi - 28) % 12) + 12) % 12);
}
