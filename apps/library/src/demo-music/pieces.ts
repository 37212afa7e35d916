import { modes } from './compose/scale';
import type { Piece, Rhythm } from './compose/piece';

const artist = 'The Longwave Band';
const album = 'First Light';

/** Every beat, half beat and so on: what most tunes are made of. */
const flowing: Rhythm = [[0, 1], [1, 0.5], [1.5, 0.5], [2, 1], [3, 1]];
const leaning: Rhythm = [[0, 1.5], [1.5, 0.5], [2, 1.5], [3.5, 0.5]];
const calling: Rhythm = [[0.5, 0.5], [1, 0.5], [1.5, 1], [2.5, 0.5], [3, 1]];
const waiting: Rhythm = [[1, 0.5], [1.5, 0.5], [2, 2]];

const chords = (size: number, ...degrees: readonly number[]) => degrees.map((degree) => ({ degree, size }));

/** A waltz for plucked strings; first, since it is played in no time. */
const paperBoats: Piece = {
  title: 'Paper Boats', artist, album, genre: 'Folk', seed: 20_261, tempoBpm: 112, beatsPerBar: 3, swing: 0,
  scale: { tonic: 55, steps: modes.major },
  progression: chords(4, 0, 5, 3, 4, 0, 2, 3, 4),
  sections: [
    { bars: 4, parts: ['arp'], energy: 0.3 },
    { bars: 8, parts: ['arp', 'melody', 'bass'], energy: 0.55 },
    { bars: 4, parts: ['arp', 'pad', 'bass'], energy: 0.6 },
    { bars: 8, parts: ['arp', 'melody', 'bass', 'pad', 'lightDrums'], energy: 0.8 },
    { bars: 8, parts: ['arp', 'answer', 'bass', 'pad', 'lightDrums'], energy: 0.9 },
    { bars: 4, parts: ['arp', 'bells'], energy: 0.45 },
  ],
  melodyRhythms: [[[0, 1], [1, 1], [2, 1]], [[0, 2], [2, 1]], [[0, 1.5], [1.5, 0.5], [2, 1]], [[0, 0.5], [0.5, 0.5], [1, 2]]],
  melodyInstrument: 'pluck', chordRhythm: [[0, 3]], bassRhythm: [[0, 2.5]],
  arpPattern: { stepBeats: 0.5, order: [0, 2, 3, 1, 3, 2] },
  drums: { kick: '............', snare: '............', hat: '............', shaker: 'x.o.x.o.x.o.', rim: '....o...o...' },
  balanceDb: { pad: -3, pluck: 2 },
  space: { reverb: 0.34, decayS: 1.9, delayBeats: 1.5, duck: 0 },
  colours: [[38, 84, 124], [239, 189, 120]],
};

/** Slow, late at night, a little behind the beat. */
const nightFerry: Piece = {
  title: 'Night Ferry', artist, album, genre: 'Downtempo', seed: 1_179, tempoBpm: 82, beatsPerBar: 4, swing: 0.3,
  scale: { tonic: 62, steps: modes.dorian },
  progression: chords(5, 0, 3, 6, 4),
  sections: [
    { bars: 4, parts: ['keys', 'lightDrums'], energy: 0.4 },
    { bars: 4, parts: ['keys', 'bass', 'drums'], energy: 0.6 },
    { bars: 8, parts: ['keys', 'bass', 'drums', 'melody'], energy: 0.8 },
    { bars: 2, parts: ['pad', 'keys', 'bells'], energy: 0.5 },
    { bars: 6, parts: ['keys', 'pad', 'bass', 'drums', 'answer'], energy: 0.95 },
    { bars: 2, parts: ['keys', 'pad', 'lightDrums'], energy: 0.4 },
  ],
  melodyRhythms: [leaning, calling, waiting, flowing],
  melodyInstrument: 'lead', chordRhythm: [[0, 1.4], [1.5, 1.2], [3, 0.9]], bassRhythm: [[0, 1.5], [1.5, 0.5], [2.5, 1], [3.5, 0.5]],
  arpPattern: { stepBeats: 0.5, order: [0, 1, 2, 3] },
  drums: { kick: 'x.....x...x.....', snare: '....x.......x..o', hat: 'x.o.x.o.x.o.x.oo', rim: '.......o.......o' },
  balanceDb: { lead: -3, keys: 1.5 },
  space: { reverb: 0.3, decayS: 1.6, delayBeats: 0.75, duck: 0.35 },
  colours: [[26, 28, 66], [196, 92, 108]],
};

/** Four to the floor, with a chord progression that goes round. */
const longWave: Piece = {
  title: 'Long Wave', artist, album, genre: 'House', seed: 198, tempoBpm: 120, beatsPerBar: 4, swing: 0.08,
  scale: { tonic: 65, steps: modes.minor },
  progression: chords(4, 0, 5, 2, 6),
  sections: [
    { bars: 4, parts: ['drums', 'bells'], energy: 0.5 },
    { bars: 4, parts: ['drums', 'bass', 'arp'], energy: 0.65 },
    { bars: 8, parts: ['drums', 'bass', 'arp', 'keys', 'pad'], energy: 0.8 },
    { bars: 4, parts: ['pad', 'arp', 'lightDrums'], energy: 0.5 },
    { bars: 8, parts: ['drums', 'bass', 'keys', 'pad', 'melody', 'arp'], energy: 1 },
    { bars: 4, parts: ['drums', 'bass', 'bells'], energy: 0.6 },
  ],
  melodyRhythms: [calling, [[0, 0.75], [0.75, 0.75], [1.5, 0.5], [2, 2]], flowing],
  melodyInstrument: 'lead', chordRhythm: [[0.5, 0.4], [1.5, 0.4], [2.25, 0.4], [3.5, 0.4]],
  bassRhythm: [[0, 0.5], [0.75, 0.5], [1.5, 0.5], [2.5, 0.5], [3.25, 0.5]],
  arpPattern: { stepBeats: 0.25, order: [0, 2, 1, 3, 2, 4, 3, 5] },
  drums: { kick: 'x...x...x...x...', snare: '....x.......x...', hat: '..x.o.x...x.o.x.', openHat: '..............x.', shaker: 'o.o.o.o.o.o.o.o.' },
  balanceDb: { pluck: -5, lead: -2, keys: 1 },
  space: { reverb: 0.26, decayS: 1.7, delayBeats: 0.75, duck: 0.6 },
  colours: [[12, 68, 74], [236, 210, 96]],
};

/** A drive along the coast. */
const harbourLights: Piece = {
  title: 'Harbour Lights', artist, album, genre: 'Synthwave', seed: 847, tempoBpm: 100, beatsPerBar: 4, swing: 0,
  scale: { tonic: 57, steps: modes.minor },
  progression: chords(3, 0, 5, 2, 6),
  sections: [
    { bars: 4, parts: ['pad', 'arp'], energy: 0.4 },
    { bars: 4, parts: ['pad', 'arp', 'bass', 'lightDrums'], energy: 0.6 },
    { bars: 8, parts: ['pad', 'arp', 'bass', 'drums', 'melody'], energy: 0.85 },
    { bars: 4, parts: ['pad', 'bells', 'bass'], energy: 0.5 },
    { bars: 8, parts: ['pad', 'arp', 'bass', 'drums', 'answer', 'keys'], energy: 1 },
    { bars: 2, parts: ['pad', 'arp'], energy: 0.4 },
  ],
  melodyRhythms: [leaning, flowing, [[0, 2], [2, 1], [3, 1]], [[0, 0.5], [0.5, 0.5], [1, 1], [2, 2]]],
  melodyInstrument: 'lead', chordRhythm: [[0, 3.6]],
  bassRhythm: [[0, 0.5], [0.5, 0.5], [1, 0.5], [1.5, 0.5], [2, 0.5], [2.5, 0.5], [3, 0.5], [3.5, 0.5]],
  arpPattern: { stepBeats: 0.25, order: [0, 1, 2, 3, 4, 3, 2, 1] },
  drums: { kick: 'x.......x.x.....', snare: '....x.......x...', hat: 'x.x.x.x.x.x.x.x.', openHat: '......x.......x.' },
  balanceDb: { pluck: -4 },
  space: { reverb: 0.32, decayS: 2.2, delayBeats: 0.75, duck: 0.4 },
  colours: [[60, 16, 92], [255, 120, 84]],
};

/** The sun comes up; nobody is in a hurry. */
const firstLight: Piece = {
  title: 'First Light', artist, album, genre: 'Ambient', seed: 4_096, tempoBpm: 70, beatsPerBar: 4, swing: 0,
  scale: { tonic: 63, steps: modes.lydian },
  progression: chords(5, 0, 1, 5, 4),
  sections: [
    { bars: 4, parts: ['pad'], energy: 0.35 },
    { bars: 4, parts: ['pad', 'bells'], energy: 0.5 },
    { bars: 8, parts: ['pad', 'keys', 'bass', 'melody'], energy: 0.75 },
    { bars: 4, parts: ['pad', 'arp', 'bells'], energy: 0.6 },
    { bars: 2, parts: ['pad'], energy: 0.35 },
  ],
  melodyRhythms: [[[0, 2], [2, 1], [3, 1]], waiting, [[0, 3], [3, 1]]],
  melodyInstrument: 'keys', chordRhythm: [[0, 2], [2, 1.8]], bassRhythm: [[0, 3.8]],
  arpPattern: { stepBeats: 0.5, order: [0, 2, 4, 3, 1, 3, 2, 1] },
  drums: { kick: '................', snare: '................', hat: '................' },
  balanceDb: { keys: 3, bass: -2, pad: 1 },
  space: { reverb: 0.5, decayS: 3.2, delayBeats: 1.5, duck: 0 },
  colours: [[94, 58, 110], [252, 214, 168]],
};

/** The demo programme, the cheapest to play first. */
export const pieces: readonly Piece[] = [paperBoats, nightFerry, longWave, harbourLights, firstLight];
