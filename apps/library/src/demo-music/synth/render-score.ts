import { PeakLimiter, SAMPLE_RATE_HZ } from '@longwave/audio';
import { seededRandom } from '../../random/seeded-random';
import type { Instrument, Score } from '../compose/note';
import type { Piece } from '../compose/piece';
import { HighPass } from './building-blocks';
import { hat, kick, openHat, rim, shaker, snare } from './drum-voices';
import { addDelay, addReverb } from './effects';
import { integratedLufs } from './integrated-lufs';
import { Mix } from './mix';
import type { Levels } from './mix';
import { bass, bell, keys, lead, pad, pluck } from './voices';
import type { Voice } from './voices';

const TARGET_LUFS = -16;
/** For the tail of the room. */
const TAIL_S = 2.5;
const FADE_OUT_S = 3;

interface Player {
  readonly voice: Voice;
  readonly levelDb: number;
  readonly reverb: number;
  readonly delay: number;
  readonly isDucked?: boolean;
}

const players: Readonly<Record<Instrument, Player>> = {
  pad: { voice: pad, levelDb: -4, reverb: 0.5, delay: 0, isDucked: true },
  keys: { voice: keys, levelDb: -3, reverb: 0.35, delay: 0.05, isDucked: true },
  pluck: { voice: pluck, levelDb: 0, reverb: 0.4, delay: 0.15 },
  bass: { voice: bass, levelDb: -5.5, reverb: 0, delay: 0, isDucked: true },
  lead: { voice: lead, levelDb: 3, reverb: 0.4, delay: 0.25 },
  bell: { voice: bell, levelDb: -1, reverb: 0.6, delay: 0.25 },
  kick: { voice: kick, levelDb: -2, reverb: 0, delay: 0 },
  snare: { voice: snare, levelDb: 3, reverb: 0.22, delay: 0 },
  hat: { voice: hat, levelDb: 6, reverb: 0.04, delay: 0 },
  openHat: { voice: openHat, levelDb: 2, reverb: 0.08, delay: 0 },
  shaker: { voice: shaker, levelDb: 3, reverb: 0.1, delay: 0 },
  rim: { voice: rim, levelDb: 3, reverb: 0.3, delay: 0.05 },
};

/** Plays a piece. @returns interleaved stereo at 48 kHz of −16 LUFS, nothing over −1 dBFS */
export function renderScore(score: Score, piece: Piece): Float32Array {
  const mix = new Mix(Math.ceil((score.lengthS + TAIL_S) * SAMPLE_RATE_HZ));
  const random = seededRandom(piece.seed ^ 0x5eed);
  const kicksS = score.notes.filter(({ instrument }) => instrument === 'kick').map(({ startS }) => startS);
  mix.duckUnder(kicksS, piece.space.duck);
  for (const note of score.notes) players[note.instrument].voice(mix, note, levelsOf(note.instrument, piece), random);
  addDelay(mix, 0.5, (piece.space.delayBeats * 60) / piece.tempoBpm);
  addReverb(mix, piece.space.reverb, piece.space.decayS);
  return mastered(mix);
}

function levelsOf(instrument: Instrument, { balanceDb }: Piece): Levels {
  const { levelDb, reverb, delay, isDucked = false } = players[instrument];
  const dry = 10 ** ((levelDb + (balanceDb[instrument] ?? 0)) / 20);
  return { dry, reverb: dry * reverb, delay: dry * delay, isDucked };
}

/** Brings it to its loudness, fades its end out and keeps its peaks under the ceiling. */
function mastered(mix: Mix): Float32Array {
  const gain = 10 ** ((TARGET_LUFS - integratedLufs(mix.left, mix.right)) / 20);
  const fadeFrom = mix.frames - FADE_OUT_S * SAMPLE_RATE_HZ;
  // What nobody hears would only take the limiter's room.
  const [leftRumble, rightRumble] = [new HighPass(22), new HighPass(22)];
  const limiter = new PeakLimiter();
  // The limiter gives what it was given a little before: as much silence brings out the rest.
  const programme = new Float32Array(2 * (mix.frames + limiter.latencySamples));
  for (let frame = 0; frame < mix.frames; frame += 1) {
    const fade = frame < fadeFrom ? 1 : Math.cos((((frame - fadeFrom) / (mix.frames - fadeFrom)) * Math.PI) / 2);
    programme[2 * frame] = leftRumble.next(mix.left[frame] ?? 0) * gain * fade;
    programme[2 * frame + 1] = rightRumble.next(mix.right[frame] ?? 0) * gain * fade;
  }
  limiter.process(programme);
  return programme.subarray(2 * limiter.latencySamples);
}
