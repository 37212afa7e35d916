import { makeTone, type ToneFormat, tempFolder } from '@longwave/testing';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

export interface ToneTrack {
  title: string;
  hz: number;
  seconds: number;
  format?: ToneFormat;
}

const endings: Partial<Record<ToneFormat, string>> = { vorbis: 'ogg', aac: 'm4a', adts: 'aac', 'ogg-flac': 'oga' };

/** Adds a tone at −12 dBFS to a music folder, with title and artist. */
export async function addTrack(folder: string, track: ToneTrack): Promise<void> {
  const format = track.format ?? 'flac';
  const file = path.join(folder, `${track.title}.${endings[format] ?? format}`);
  await makeTone({ path: file, hz: track.hz, seconds: track.seconds, format, tags: { title: track.title, artist: `Artist of ${track.hz}` } });
}

/** Adds a tone that falls silent in its midst, for so long that no cue point leaves it out; without `hz` nothing at all is heard. */
export async function addSilentTrack(folder: string, track: { title: string; hz?: number; toneSeconds?: number; silentSeconds: number }): Promise<void> {
  const { title, hz = 0, toneSeconds = 0, silentSeconds } = track;
  const side = `${10 ** (-12 / 20)}*sin(2*PI*${hz}*t)*(lt(t\\,${toneSeconds})+gte(t\\,${toneSeconds + silentSeconds}))`;
  const source = `aevalsrc=exprs=${side}|${side}:c=stereo:s=48000:d=${2 * toneSeconds + silentSeconds}`;
  const tags = ['-metadata', `title=${title}`, '-metadata', 'artist=Nobody'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...tags, '-c:a', 'flac', path.join(folder, `${title}.flac`)]);
}

/** A music folder of tones. */
export async function musicFolder(tracks: readonly ToneTrack[]): Promise<string> {
  const folder = tempFolder('music');
  for (const track of tracks) await addTrack(folder, track);
  return folder;
}
