import { detectSourceFormat, DETECT_MAX_BYTES } from '@longwave/audio';

/** ffmpeg's names of the containers that are imported. */
export type AudioFormat = 'mp3' | 'flac' | 'ogg' | 'mov' | 'aac' | 'wav';

/** Gives up to `length` bytes of a file from `offset` on; fewer only at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

const MAX_ID3_TAGS = 5;
const ID3_HEADER_BYTES = 10;

/**
 * Tells what a file holds by its content; its name does not matter. ID3 tags of any size before the sound are stepped over.
 *
 * @returns undefined when it is none of the formats that are imported
 */
export async function detectAudioFormat(readAt: ReadAt): Promise<AudioFormat | undefined> {
  let offset = 0;
  for (let tags = 0; tags <= MAX_ID3_TAGS; tags += 1) {
    const head = await readAt(offset, DETECT_MAX_BYTES);
    const tagBytes = id3TagBytes(head);
    if (tagBytes === undefined) return formatOf(head);
    offset += tagBytes;
  }
  return undefined;
}

function formatOf(head: Uint8Array): AudioFormat | undefined {
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1');
  if (/^(RIFF|RF64)[^]{4}WAVE/.test(text)) return 'wav';
  if (text.slice(4, 8) === 'ftyp') return 'mov';
  const format = detectSourceFormat(head);
  return format === 'ogg' || format === 'flac' || format === 'mp3' || format === 'aac' ? format : undefined;
}

/** Size of the ID3v2 tag at the beginning of `head` (id3.org, ID3v2.4 section 3.1), or undefined when there is none. */
function id3TagBytes(head: Uint8Array): number | undefined {
  if (head.length < ID3_HEADER_BYTES || Buffer.from(head.subarray(0, 3)).toString('latin1') !== 'ID3') return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, ID3_HEADER_BYTES);
  if ((a | b | c | d) > 127) return undefined;
  const hasFooter = ((head[5] ?? 0) & 0x10) !== 0;
  return ID3_HEADER_BYTES + (a << 21) + (b << 14) + (c << 7) + d + (hasFooter ? ID3_HEADER_BYTES : 0);
}
