/** What plays notes. Each has a voice of that name in synth/. */
export const instruments = ['pad', 'keys', 'pluck', 'bass', 'lead', 'bell', 'kick', 'snare', 'hat', 'openHat', 'shaker', 'rim'] as const;
export type Instrument = (typeof instruments)[number];

/** One note of a piece. Drums have a pitch too, but do not heed it. */
export interface Note {
  readonly instrument: Instrument;
  readonly startS: number;
  readonly durationS: number;
  readonly midi: number;
  /** Loudness as the player means it, 0 to 1. */
  readonly velocity: number;
  /** −1 left to 1 right. */
  readonly pan: number;
}

/** A whole piece, ready to be played. */
export interface Score {
  readonly notes: readonly Note[];
  /** When the last note has begun to ring out. */
  readonly lengthS: number;
}
