/** Polynomial of Ogg's checksum, not reflected (RFC 3533 section 6, field 7). */
const POLYNOMIAL = 0x04c11db7;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 0x80000000 ? (remainder << 1) ^ POLYNOMIAL : remainder << 1;
  return remainder >>> 0;
});

/**
 * Checksum of an Ogg page, unsigned 32 bit, with its own four bytes (22 to 25) counted as zeros, so that it may be
 * taken before and after it was written.
 */
export function oggCrc(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : page[i]!;
    crc = ((crc << 8) ^ TABLE[(crc >>> 24) ^ byte]!) | 0;
  }
  return crc >>> 0;
}
