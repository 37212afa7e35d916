import type { Rhythm } from './piece';
import { isChordTone } from './scale';
import type { Chord } from './scale';

/** A note of a melody, in beats from its beginning. */
export interface MelodyNote {
  startBeat: number;
  lengthBeats: number;
  degree: number;
  /** Whether it falls on a strong beat or is held long. */
  isStrong: boolean;
}

export interface MelodyPlan {
  /** One chord a bar; eight bars make a phrase. */
  chords: readonly Chord[];
  rhythms: readonly Rhythm[];
  beatsPerBar: number;
  /** Degree about which it moves, and how far up and down it may go. */
  center: number;
  range: number;
  random: () => number;
}

/** Steps of the walk, up and down, with how often each is taken: mostly to the next note, sometimes a third or a leap. */
const moves = [-1, -1, -1, 1, 1, 1, -2, 2, -2, 2, 0, 3, -3, 4] as const;

/**
 * Writes a tune as people do: a motif of two bars, that is said again over the next chords, answered, and brought to rest.
 * Strong notes belong to the chord, those between lead from one to the other, and a leap is followed by a step back.
 */
export function writeMelody(plan: MelodyPlan): MelodyNote[] {
  const { chords, rhythms, beatsPerBar, random } = plan;
  const pick = (): Rhythm => rhythms[Math.floor(random() * rhythms.length)] ?? [];
  const motif = [pick(), pick()];
  const answer = [motif[0] ?? [], pick()];
  const contour = new Map<Rhythm, number[]>();
  const notes: MelodyNote[] = [];
  let before = plan.center;
  let leap = 0;
  chords.forEach((chord, bar) => {
    const isRest = bar % 4 === 3;
    const rhythm = isRest ? restingRhythm(beatsPerBar, bar % 8 === 7) : ((bar % 8 < 4 ? motif : answer)[bar % 2] ?? []);
    const shape = contour.get(rhythm) ?? rhythm.map(() => moves[Math.floor(random() * moves.length)] ?? 1);
    contour.set(rhythm, shape);
    for (const [index, [start, lengthBeats]] of rhythm.entries()) {
      const isStrong = Number.isInteger(start) && (start % 2 === 0 || lengthBeats >= 1);
      // After a leap the tune turns back by a step, as the ear expects.
      const move = Math.abs(leap) > 2 ? -Math.sign(leap) : (shape[index] ?? 1);
      const degree = nextDegree(before, move, { chord, isStrong, isLast: isRest && index === rhythm.length - 1 }, plan);
      notes.push({ startBeat: bar * beatsPerBar + start, lengthBeats, degree, isStrong });
      leap = degree - before;
      before = degree;
    }
  });
  return notes;
}

function restingRhythm(beatsPerBar: number, isEnd: boolean): Rhythm {
  if (isEnd) return [[0, beatsPerBar - 0.5]];
  return [[0, beatsPerBar - 1.5], [beatsPerBar - 1, 0.5], [beatsPerBar - 0.5, 0.5]];
}

function nextDegree(before: number, move: number, place: { chord: Chord; isStrong: boolean; isLast: boolean }, plan: MelodyPlan): number {
  const { center, range } = plan;
  // At the edge of its range a tune turns round.
  const turned = Math.abs(before + move - center) > range ? before - move : before + move;
  const wished = Math.max(center - range, Math.min(center + range, turned));
  const isUp = wished >= before;
  if (place.isLast) return nearest(wished, isUp, (degree) => [0, 2].includes((((degree - place.chord.degree) % 7) + 7) % 7));
  return place.isStrong ? nearest(wished, isUp, (degree) => isChordTone(place.chord, degree)) : wished;
}

/** The degree nearest to the wished one that is good, of two the one on the way; there is one within an octave of any. */
function nearest(wished: number, isUp: boolean, isGood: (degree: number) => boolean): number {
  const onTheWay = isUp ? 1 : -1;
  for (let distance = 0; distance < 7; distance += 1) {
    if (isGood(wished + distance * onTheWay)) return wished + distance * onTheWay;
    if (isGood(wished - distance * onTheWay)) return wished - distance * onTheWay;
  }
  return wished;
}
