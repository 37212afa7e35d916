import { MediaProcessError, runFfmpeg } from '@longwave/media-process';
import type { AudioFormat } from './detect-audio-format';
import { parseAnalysis } from './parse-analysis';
import type { AudioAnalysis } from './parse-analysis';

/** Ten hours of sound take about four minutes of a processor. */
const TIMEOUT_MS = 15 * 60_000;
/** Silences are told line by line: with pauses of this length at least, hours of speech stay within the limit of output. */
const SHORTEST_SILENCE_S = 0.2;
const MAX_REPORT_BYTES = 16 * 1024 * 1024;
/** What people take for silence; fades reach into it, and so does the noise floor of tape. */
const SILENCE_DB = -54;

const filters = [
  // As the mixer will play it: 48 kHz stereo, counted in samples whatever the container's time stamps say.
  'aresample=48000',
  'aformat=sample_fmts=flt:channel_layouts=stereo',
  'asetpts=N/SR/TB',
  `silencedetect=n=${SILENCE_DB}dB:d=${SHORTEST_SILENCE_S}`,
  // At `verbose` its line for each 100 ms stays under the log level.
  'ebur128=peak=true:framelog=verbose',
].join(',');

export type AnalysisResult = { outcome: 'sound'; analysis: AudioAnalysis } | { outcome: 'unreadable'; message: string };

/**
 * Decodes a whole file once, in a child of low priority, and tells its loudness (EBU R128), true peak, duration and where
 * its sound begins and ends. Memory does not grow with the file.
 *
 * @throws MediaProcessError when it was aborted or ffmpeg could not be started: no fault of the file
 */
export async function analyseAudio(file: string, format: AudioFormat, signal: AbortSignal): Promise<AnalysisResult> {
  const args = [
    '-nostats', '-progress', 'pipe:1', '-stats_period', '30', '-loglevel', 'info',
    // The demuxer is given: a text that ffmpeg would take for a playlist stays a text.
    '-f', format, '-i', `file:${file}`, '-map', '0:a:0', '-vn', '-sn', '-dn', '-threads', '1', '-af', filters, '-f', 'null', '-',
  ];
  try {
    const { stdout, stderr } = await runFfmpeg({ args, timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_REPORT_BYTES, signal });
    const analysis = parseAnalysis(stderr, stdout.toString('latin1'));
    return analysis === undefined ? { outcome: 'unreadable', message: 'it holds no sound that can be decoded' } : { outcome: 'sound', analysis };
  } catch (error) {
    if (!(error instanceof MediaProcessError) || error.failure === 'spawn' || error.failure === 'aborted') throw error;
    return { outcome: 'unreadable', message: error.message };
  }
}
