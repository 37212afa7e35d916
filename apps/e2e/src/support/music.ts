import { makeTone, type ToneFormat, tempFolder } from '@longwave/testing';
import path from 'node:path';

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

/** A music folder of tones. */
export async function musicFolder(tracks: readonly ToneTrack[]): Promise<string> {
  const folder = tempFolder('music');
  for (const track of tracks) await addTrack(folder, track);
  return folder;
}
