/** A UUID of version 4 (RFC 9562, section 5.4) from 16 random bytes. */
export function uuidFrom(random: Uint8Array): string {
  const hex = Array.from(random.subarray(0, 16), (byte, index) => {
    if (index === 6) return (byte & 0x0f) | 0x40;
    return index === 8 ? (byte & 0x3f) | 0x80 : byte;
  }).map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A new UUID. `crypto.randomUUID` exists only on https and localhost, and many a station is plain http in a home network. */
export function randomUuid(): string {
  return uuidFrom(crypto.getRandomValues(new Uint8Array(16)));
}
