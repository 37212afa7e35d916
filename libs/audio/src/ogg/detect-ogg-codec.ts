import { startsWithAscii } from '../text/ascii';

/** What a logical Ogg stream holds. */
export type OggCodec = 'opus' | 'vorbis' | 'flac' | 'theora' | 'speex' | 'skeleton' | 'unknown';

const MAGICS: readonly (readonly [magic: string, codec: OggCodec])[] = [
  ['OpusHead', 'opus'],
  ['\x01vorbis', 'vorbis'],
  ['\x7fFLAC', 'flac'],
  ['\x80theora', 'theora'],
  ['Speex   ', 'speex'],
  ['fishead\0', 'skeleton'],
];

/** Tells the codec of a logical stream by its first packet (the only one on its BOS page). */
export function detectOggCodec(firstPacket: Uint8Array): OggCodec {
  return MAGICS.find(([magic]) => startsWithAscii(firstPacket, magic))?.[1] ?? 'unknown';
}
