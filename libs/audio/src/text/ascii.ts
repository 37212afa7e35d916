/** The bytes of a string of ASCII characters. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether `bytes` holds the ASCII characters of `text` at `offset`; false when it ends before. */
export function startsWithAscii(bytes: Uint8Array, text: string, offset = 0): boolean {
  if (bytes.length - offset < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}
