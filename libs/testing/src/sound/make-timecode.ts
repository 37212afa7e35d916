import { type TimecodeBand, renderTimecode } from '@longwave/audio';
import { encodeSound } from './encode-sound';
import type { ToneFormat } from './make-tone';

/** What to make. */
export interface TimecodeOptions {
  path: string;
  band: TimecodeBand;
  seconds: number;
  /** Place in the code where it begins; 0 by default. */
  fromSeconds?: number;
  /** By the ending of the path by default. */
  format?: ToneFormat;
  tags?: Record<string, string>;
}

/** Makes a file of time-coded sound (`readTimecode`), 48 kHz, stereo. */
export async function makeTimecode({ path, band, seconds, fromSeconds = 0, format, tags = {} }: TimecodeOptions): Promise<void> {
  await encodeSound(renderTimecode(band, seconds, fromSeconds), { path, tags, ...(format === undefined ? {} : { format }) });
}
