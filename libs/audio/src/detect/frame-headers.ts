/** Length of a frame, and what must be the same in the frames after it. */
export interface FrameHeader {
  bytes: number;
  /** Version, layer and sample rate of one stream, made comparable. */
  kind: number;
}

/** kbit/s by table and bitrate index (ISO/IEC 11172-3, 13818-3); index 0 is free format, which has no length. */
const BITRATES = {
  v1Layer1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1Layer2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1Layer3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2Layer1: [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2Layer23: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const MPEG1_RATES_HZ = [44_100, 48_000, 32_000] as const;
const VERSION_1 = 3;
const VERSION_RESERVED = 1;
const LAYER_1 = 3;
const LAYER_2 = 2;
const LAYER_3 = 1;

/** Reads an MPEG-1, -2 or -2.5 audio frame header at `at`; null when there is none, it is cut off or free format. */
export function mpegFrameAt(bytes: Uint8Array, at: number): FrameHeader | null {
  const [sync, b1, b2, b3] = bytes.subarray(at, at + 4);
  if (sync !== 0xff || b1 === undefined || b2 === undefined || b3 === undefined || (b1 & 0xe0) !== 0xe0) return null;
  const version = (b1 >> 3) & 3;
  const layer = (b1 >> 1) & 3;
  const rateHz = sampleRateHz(version, (b2 >> 2) & 3);
  const bitrate = bitratesOf(version, layer)?.[(b2 >> 4) - 1];
  if (rateHz === null || bitrate === undefined) return null;
  const padding = (b2 >> 1) & 1;
  return { bytes: mpegFrameBytes({ version, layer, rateHz, bitrate, padding }), kind: (b1 & 0x1e) * 256 + (b2 & 0x0c) };
}

function mpegFrameBytes(f: { version: number; layer: number; rateHz: number; bitrate: number; padding: number }): number {
  const bitsPerSecond = f.bitrate * 1000;
  if (f.layer === LAYER_1) return (Math.floor((12 * bitsPerSecond) / f.rateHz) + f.padding) * 4;
  const samplesPerByte = f.layer === LAYER_3 && f.version !== VERSION_1 ? 72 : 144;
  return Math.floor((samplesPerByte * bitsPerSecond) / f.rateHz) + f.padding;
}

function sampleRateHz(version: number, index: number): number | null {
  const rate = MPEG1_RATES_HZ[index];
  if (rate === undefined || version === VERSION_RESERVED) return null;
  if (version === VERSION_1) return rate;
  return version === 2 ? rate / 2 : rate / 4;
}

function bitratesOf(version: number, layer: number): readonly number[] | null {
  if (layer === 0) return null;
  if (version === VERSION_1) {
    return layer === LAYER_1 ? BITRATES.v1Layer1 : layer === LAYER_2 ? BITRATES.v1Layer2 : BITRATES.v1Layer3;
  }
  return layer === LAYER_1 ? BITRATES.v2Layer1 : BITRATES.v2Layer23;
}

/** Reads an ADTS frame header (ISO/IEC 13818-7) at `at`; null when there is none or it is cut off. */
export function adtsFrameAt(bytes: Uint8Array, at: number): FrameHeader | null {
  const [sync, b1, b2, b3, b4, b5] = bytes.subarray(at, at + 6);
  if (sync !== 0xff || b1 === undefined || b2 === undefined || b3 === undefined) return null;
  if (b4 === undefined || b5 === undefined || (b1 & 0xf6) !== 0xf0) return null;
  const rateIndex = (b2 >> 2) & 15;
  const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
  const headerBytes = b1 & 1 ? 7 : 9;
  if (rateIndex > 12 || length <= headerBytes) return null;
  return { bytes: length, kind: (b1 & 0x08) * 256 + (b2 & 0xfc) };
}
