/** A track that may be chosen. */
export interface Candidate {
  readonly trackId: string;
  /** Comparable name of its artist; empty when unknown, which is nobody's name. */
  readonly artist: string;
}

export interface Selection {
  readonly candidates: readonly Candidate[];
  /** What was played or is chosen already, newest last. Tracks that are no candidates count by their artist alone. */
  readonly recent: readonly Candidate[];
  readonly count: number;
  /** Uniform in [0, 1); the same numbers give the same choice. */
  readonly random: () => number;
}

/** Share of the list that passes before a track may come again. Nearer to 1 each round would have the order of the last. */
const TRACK_SPACING = 0.6;
/** Tracks between two of one artist, when there are artists enough. */
const ARTIST_SPACING = 4;

/**
 * Chooses what plays next: shuffled, for ever, neither track nor artist again too soon. Where the list is too small for
 * both, artists come again sooner first, then tracks; the very same track twice in a row only when it is the only one.
 *
 * @returns `count` tracks in playing order; none when there are no candidates
 */
export function selectNextTracks({ candidates, recent, count, random }: Selection): Candidate[] {
  const chosen: Candidate[] = [];
  if (candidates.length === 0) return chosen;
  const played = [...recent];
  for (let i = 0; i < count; i += 1) {
    const next = selectOne(candidates, played, random);
    chosen.push(next);
    played.push(next);
  }
  return chosen;
}

function selectOne(candidates: readonly Candidate[], played: readonly Candidate[], random: () => number): Candidate {
  const trackSpacing = trackSpacingOf(candidates.length);
  const lastTracks = agesOf(played.slice(-trackSpacing - 1), ({ trackId }) => trackId);
  const lastArtists = agesOf(played.slice(-ARTIST_SPACING), ({ artist }) => artist);
  for (const { tracks, artists } of stages(trackSpacing)) {
    const eligible = candidates.filter(
      ({ trackId, artist }) => (lastTracks.get(trackId) ?? Infinity) >= tracks && (artist === '' || (lastArtists.get(artist) ?? Infinity) >= artists),
    );
    const next = eligible[Math.floor(random() * eligible.length)];
    if (next !== undefined) return next;
  }
  // Only a list of one gets here.
  return candidates[0] as Candidate;
}

/** Tracks that lie between two plays of the same one, when artists allow it. */
export function trackSpacingOf(candidates: number): number {
  return Math.max(Math.min(candidates - 1, 2), Math.floor(candidates * TRACK_SPACING));
}

/** For each key, how many came after its last one: 0 for the newest. */
function agesOf(played: readonly Candidate[], keyOf: (candidate: Candidate) => string): Map<string, number> {
  const ages = new Map<string, number>();
  played.forEach((candidate, index) => ages.set(keyOf(candidate), played.length - 1 - index));
  return ages;
}

/** What is asked for, less each time. */
function* stages(trackSpacing: number): Generator<{ tracks: number; artists: number }> {
  for (let tracks = trackSpacing; tracks >= 1; tracks = Math.floor(tracks / 2)) {
    for (let artists = ARTIST_SPACING; artists >= 0; artists -= 1) yield { tracks, artists };
  }
}
