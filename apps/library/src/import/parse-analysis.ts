/** What one pass over a file's sound tells. Times are of the decoded sound, from its first sample. */
export interface AudioAnalysis {
  durationMs: number;
  /** EBU R128 integrated loudness; null when nothing is above its gate of −70 LUFS. */
  integratedLufs: number | null;
  /** −200 for digital silence. */
  truePeakDbfs: number;
  /** Where sound begins and ends: 0 and the duration where there is no silence to leave out, or nothing else. */
  cueInMs: number;
  cueOutMs: number;
}

/** What R128 measures of silence: its absolute gate. */
const GATE_LUFS = -70;
export const DIGITAL_SILENCE_DBFS = -200;
/** A silence that begins or ends within this of the file's own is its beginning's or end's. */
const EDGE_MS = 50;
/** Kept of the silence, so that a soft attack is not cut. */
const MARGIN_MS = 20;

/**
 * Reads what ffmpeg said of a file: `ebur128`'s summary and `silencedetect`'s lines on stderr, `-progress` on stdout.
 *
 * @returns undefined when it holds no sound at all
 * @throws Error when the report is not one
 */
export function parseAnalysis(stderr: string, progress: string): AudioAnalysis | undefined {
  const durationMs = Math.round(Number(lastMatch(progress, /^out_time_us=(\d+)/gm) ?? 0) / 1000);
  if (durationMs === 0) return undefined;
  const lufs = lastMatch(stderr, /^\s*I:\s+(-?[\d.]+|-inf|nan) LUFS/gm);
  const peak = lastMatch(stderr, /^\s*Peak:\s+(-?[\d.]+|-inf|nan) dBFS/gm);
  if (lufs === undefined || peak === undefined) throw new Error('ffmpeg told no loudness');
  const integratedLufs = Number(lufs);
  const isHeard = Number.isFinite(integratedLufs) && integratedLufs > GATE_LUFS;
  return {
    durationMs,
    integratedLufs: isHeard ? integratedLufs : null,
    truePeakDbfs: Math.max(DIGITAL_SILENCE_DBFS, Number.isFinite(Number(peak)) ? Number(peak) : DIGITAL_SILENCE_DBFS),
    ...cuesOf(stderr, durationMs),
  };
}

function cuesOf(stderr: string, durationMs: number): { cueInMs: number; cueOutMs: number } {
  const silences = silencesOf(stderr, durationMs);
  const [first] = silences;
  const last = silences.at(-1);
  if (first !== undefined && first.startMs <= EDGE_MS && first.endMs >= durationMs - EDGE_MS) return { cueInMs: 0, cueOutMs: durationMs };
  const hasLead = first !== undefined && first.startMs <= EDGE_MS;
  const hasTail = last !== undefined && last.endMs >= durationMs - EDGE_MS;
  return {
    cueInMs: hasLead ? Math.max(0, Math.round(first.endMs) - MARGIN_MS) : 0,
    cueOutMs: hasTail ? Math.min(durationMs, Math.round(last.startMs) + MARGIN_MS) : durationMs,
  };
}

/** The silences, in order; one that ffmpeg saw no end of ends with the file. */
function silencesOf(stderr: string, durationMs: number): { startMs: number; endMs: number }[] {
  const silences: { startMs: number; endMs: number }[] = [];
  for (const [, edge, seconds] of stderr.matchAll(/\bsilence_(start|end): (-?[\d.]+(?:e-?\d+)?)/g)) {
    const atMs = Number(seconds) * 1000;
    const open = silences.at(-1);
    if (edge === 'start') silences.push({ startMs: Math.max(0, atMs), endMs: durationMs });
    else if (open !== undefined) open.endMs = Math.min(atMs, durationMs);
  }
  return silences;
}

function lastMatch(text: string, pattern: RegExp): string | undefined {
  let last: string | undefined;
  for (const [, value] of text.matchAll(pattern)) last = value;
  return last;
}
