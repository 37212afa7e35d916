const S16_SCALE = 32_768;

/**
 * Float samples in [-1, 1] to signed 16 bit: ×32768, rounded, clamped to [-32768, 32767]; NaN becomes 0. Undoes
 * s16ToFloat() exactly. No dither.
 *
 * @param out receives the result and is returned; a new array when left out
 * @throws RangeError when `out` is shorter than the input
 */
export function floatToS16(input: Float32Array, out: Int16Array = new Int16Array(input.length)): Int16Array {
  assertRoom(input.length, out.length);
  for (let i = 0; i < input.length; i++) {
    const scaled = input[i]! * S16_SCALE;
    // Rounding by truncation of a positive number: much faster than Math.round, and NaN falls through to 0.
    if (scaled >= -S16_SCALE) out[i] = scaled < S16_SCALE - 1 ? ((scaled + S16_SCALE + 0.5) | 0) - S16_SCALE : S16_SCALE - 1;
    else out[i] = scaled < 0 ? -S16_SCALE : 0;
  }
  return out;
}

/**
 * Signed 16 bit samples to float: ÷32768, so −32768 is −1 and 32767 just under 1.
 *
 * @param out receives the result and is returned; a new array when left out
 * @throws RangeError when `out` is shorter than the input
 */
export function s16ToFloat(input: Int16Array, out: Float32Array = new Float32Array(input.length)): Float32Array {
  assertRoom(input.length, out.length);
  for (let i = 0; i < input.length; i++) out[i] = input[i]! / S16_SCALE;
  return out;
}

/**
 * As s16ToFloat(), from little-endian bytes as a decoder writes them, at any alignment. An odd last byte is not used:
 * the caller keeps it for the next piece.
 *
 * @param out receives the result and is returned; a new array when left out
 * @throws RangeError when `out` is shorter than half the bytes
 */
export function s16leToFloat(bytes: Uint8Array, out?: Float32Array): Float32Array {
  const samples = bytes.length >> 1;
  const target = out ?? new Float32Array(samples);
  assertRoom(samples, target.length);
  for (let i = 0; i < samples; i++) target[i] = (((bytes[2 * i + 1]! << 24) | (bytes[2 * i]! << 16)) >> 16) / S16_SCALE;
  return target;
}

function assertRoom(needed: number, there: number): void {
  if (there < needed) throw new RangeError(`no room for ${needed} samples in ${there}`);
}
