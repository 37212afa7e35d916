/** Containers that streamers may send, as ffmpeg's demuxers are called. */
export type LiveContainer = 'ogg' | 'mp3' | 'aac';

/** What a decoder reads. */
export type DecoderInput =
  | {
      kind: 'file';
      path: string;
      /** ffmpeg's name of the container, found by content; a wrong one fails rather than lets ffmpeg guess. */
      format?: string;
      /** Where to begin, in milliseconds from the file's beginning; fractions count. */
      startMs: number;
      /** Where to end, likewise; left out: at the file's end. */
      endMs?: number;
    }
  | { kind: 'pipe'; format: LiveContainer };

const SAMPLE_RATE_HZ = 48_000;
/**
 * MP3, AAC and Vorbis need frames before the wished one to decode it exactly (bit reservoir, overlap); a start in the
 * middle of a file begins this much earlier and what was too early is thrown away.
 */
const PREROLL_MS = 250;

/** ffmpeg's arguments, and how many frames to throw away at the beginning. */
export interface DecoderArgs {
  args: string[];
  skipFrames: number;
}

/**
 * Arguments that turn the input into raw 32-bit floats, 48 kHz, stereo, on stdout.
 *
 * @throws RangeError for a container name that is not one, a negative start or an end before it
 */
export function decoderArgs(input: DecoderInput): DecoderArgs {
  const common = ['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe', '-threads', '1'];
  const out = ['-map', '0:a:0', '-vn', '-sn', '-dn', '-ac', '2', '-ar', String(SAMPLE_RATE_HZ), '-f', 'f32le'];
  if (input.kind === 'pipe') {
    // A small probe: first PCM of MP3 after 0.4 s rather than 1.4 s.
    const live = ['-f', input.format, '-fflags', 'nobuffer', '-probesize', '4096', '-analyzeduration', '0'];
    return { args: [...common, ...live, '-i', 'pipe:0', ...out, '-flush_packets', '1', 'pipe:1'], skipFrames: 0 };
  }
  const { path, format, startMs, endMs } = input;
  if (!(startMs >= 0) || (endMs !== undefined && !(endMs >= startMs))) throw new RangeError('a decoder reads forward');
  const prerollMs = Math.min(startMs, PREROLL_MS);
  const seek = startMs > 0 ? ['-ss', seconds(startMs - prerollMs)] : [];
  const until = endMs === undefined ? [] : ['-t', seconds(endMs - startMs + prerollMs)];
  return {
    args: [...common, '-nostdin', ...seek, ...container(format), '-i', `file:${path}`, ...out, ...until, 'pipe:1'],
    skipFrames: Math.round((prerollMs / 1000) * SAMPLE_RATE_HZ),
  };
}

function container(format: string | undefined): string[] {
  if (format === undefined) return [];
  if (!/^[a-z0-9_]+(,[a-z0-9_]+)*$/.test(format)) throw new RangeError('not the name of a container');
  // Demuxers with several names ("mov,mp4,m4a") answer to each of them alone.
  return ['-f', format.split(',')[0] ?? format];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}
