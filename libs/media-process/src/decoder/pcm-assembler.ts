const FRAME_BYTES = 8;

/**
 * Turns the bytes of a pipe into whole stereo frames of 32-bit floats (little-endian, as on every machine this runs on)
 * and leaves out a number of frames at the beginning. Pieces may be cut anywhere.
 */
export class PcmAssembler {
  #rest: Buffer = Buffer.alloc(0);
  #toSkip: number;

  constructor(skipFrames: number) {
    this.#toSkip = skipFrames;
  }

  /** @returns whole frames; possibly none, possibly a view into `piece` */
  add(piece: Buffer): Float32Array {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const whole = bytes.length - (bytes.length % FRAME_BYTES);
    this.#rest = whole === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(whole));
    const skipped = Math.min(this.#toSkip, whole / FRAME_BYTES);
    this.#toSkip -= skipped;
    return asFloats(bytes.subarray(skipped * FRAME_BYTES, whole));
  }
}

function asFloats(bytes: Buffer): Float32Array {
  // A float array needs an aligned beginning; what a pipe gives mostly has one, so that mostly nothing is copied.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
