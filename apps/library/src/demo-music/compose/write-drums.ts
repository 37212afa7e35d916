import type { Instrument } from './note';
import type { DrumPattern } from './piece';

export interface DrumStroke {
  instrument: Instrument;
  startBeat: number;
  velocity: number;
  pan: number;
}

export interface DrumBar {
  /** `light` leaves out kick and snare. */
  level: 'full' | 'light' | 'none';
  /** Whether the bar leads into another section. */
  isFill: boolean;
  beatsPerBar: number;
  random: () => number;
}

const STEP_BEATS = 0.25;
const pans: Partial<Record<Instrument, number>> = { hat: 0.2, openHat: 0.2, shaker: -0.35, rim: -0.25 };
const lightDrums: readonly string[] = ['hat', 'shaker', 'rim'];

/** One bar of drums: the pattern, played by a hand rather than a machine, with a fill where the music turns. */
export function writeDrums(pattern: DrumPattern, { level, isFill, beatsPerBar, random }: DrumBar): DrumStroke[] {
  if (level === 'none') return [];
  const strokes: DrumStroke[] = [];
  const steps = Math.round(beatsPerBar / STEP_BEATS);
  const fillFrom = steps - 4;
  for (const [name, marks] of Object.entries(pattern) as [Instrument, string][]) {
    if (level === 'light' && !lightDrums.includes(name)) continue;
    for (let step = 0; step < steps; step += 1) {
      const mark = marks[step % marks.length] ?? '.';
      const isReplaced = isFill && level === 'full' && step >= fillFrom && name !== 'kick';
      if (mark === '.' || isReplaced) continue;
      const accent = mark === 'x' ? 0.85 : 0.42;
      strokes.push({ instrument: name, startBeat: step * STEP_BEATS, velocity: accent + 0.12 * (random() - 0.5), pan: pans[name] ?? 0 });
    }
  }
  if (isFill && level === 'full') strokes.push(...fill(fillFrom, random));
  return strokes;
}

/** A beat of snares that grow. */
function fill(from: number, random: () => number): DrumStroke[] {
  return [0, 1, 2, 3].filter((step) => step !== 1 || random() < 0.5).map((step) => ({
    instrument: 'snare' as const, startBeat: (from + step) * STEP_BEATS, velocity: 0.4 + 0.14 * step, pan: 0.1 * step - 0.2,
  }));
}
