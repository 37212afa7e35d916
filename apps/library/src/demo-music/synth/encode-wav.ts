import { CHANNELS, floatToS16, SAMPLE_RATE_HZ } from '@longwave/audio';

const BYTES_PER_SAMPLE = 2;
const HEADER_BYTES = 44;

/** A WAV file of 16 bits (RIFF, Microsoft 1991). @param samples interleaved stereo at 48 kHz */
export function encodeWav(samples: Float32Array): Uint8Array {
  const data = floatToS16(samples);
  const dataBytes = data.length * BYTES_PER_SAMPLE;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  header.writeUInt32LE(SAMPLE_RATE_HZ * CHANNELS * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(CHANNELS * BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return Buffer.concat([header, Buffer.from(data.buffer, data.byteOffset, dataBytes)]);
}
