/** Samples in a frame of MPEG-1 layer III. */
export const MP3_FRAME_SAMPLES = 1_152;

const HEADER_BYTES = 4;
/** MPEG-1 layer III, in kbit/s, by the four bits of the header; 0 is none that we take. */
const KBPS = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0] as const;
const SAMPLE_RATES_HZ = [44_100, 48_000, 32_000, 0] as const;
const NOTHING = Buffer.alloc(0);

/** The bit rate of MPEG-1 layer III nearest to this one. */
export function nearestMp3Kbps(kbps: number): number {
  return KBPS.filter((known) => known > 0).reduce((best, known) => (Math.abs(known - kbps) < Math.abs(best - kbps) ? known : best));
}

/** Cuts the bytes of an MP3 encoder into whole frames, in pieces of any size; what is no frame is passed over. */
export class Mp3Framer {
  #rest: Buffer = NOTHING;

  /** Takes the next bytes; gives the whole frames they complete, joined, and their number. */
  push(bytes: Uint8Array): { bytes: Buffer; frames: number } {
    const held = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const pieces: Buffer[] = [];
    let at = 0;
    while (at + HEADER_BYTES <= held.length) {
      const length = frameBytes(held, at);
      if (length === 0) at += 1;
      else if (at + length > held.length) break;
      else {
        pieces.push(held.subarray(at, at + length));
        at += length;
      }
    }
    this.#rest = Buffer.from(held.subarray(at));
    return { bytes: pieces.length === 0 ? NOTHING : Buffer.concat(pieces), frames: pieces.length };
  }
}

/** Length of the frame whose header stands here; 0 for no header of MPEG-1 layer III. */
function frameBytes(bytes: Buffer, at: number): number {
  const [sync, version, rates] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
  if (sync !== 0xff || (version & 0xfe) !== 0xfa) return 0;
  const kbps = KBPS[rates >> 4] ?? 0;
  const rateHz = SAMPLE_RATES_HZ[(rates >> 2) & 3] ?? 0;
  if (kbps === 0 || rateHz === 0) return 0;
  return Math.floor((144_000 * kbps) / rateHz) + ((rates >> 1) & 1);
}
