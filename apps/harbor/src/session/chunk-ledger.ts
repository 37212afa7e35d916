import type { LiveChunk } from '@longwave/contracts';

/** Bytes in one chunk; small enough that acknowledgements come steadily: 16 KB are a second at 128 kbit/s. */
export const CHUNK_BYTES = 16_384;

/** Numbers the bytes of a session and holds them until they are acknowledged. */
export class ChunkLedger {
  readonly #chunks: LiveChunk[] = [];
  #nextNumber = 0;
  #bytes = 0;

  /** Number of the first chunk that is not acknowledged; the next one's when all are. */
  get firstNumber(): number {
    return this.#chunks[0]?.number ?? this.#nextNumber;
  }

  /** The chunks that are not acknowledged, in order. */
  get unacknowledged(): readonly LiveChunk[] {
    return this.#chunks;
  }

  get unacknowledgedBytes(): number {
    return this.#bytes;
  }

  /** Cuts bytes into numbered chunks. The bytes are kept, not copied. */
  append(bytes: Uint8Array): LiveChunk[] {
    const added: LiveChunk[] = [];
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) added.push(this.#add(bytes.subarray(at, at + CHUNK_BYTES), false));
    return added;
  }

  /** Adds the chunk that tells the end of the session. */
  finish(): LiveChunk {
    return this.#add(new Uint8Array(), true);
  }

  /**
   * Lets go of every chunk below `nextNumber`.
   *
   * @returns their bytes in order; nothing for a number that was never given out
   */
  acknowledge(nextNumber: number): Uint8Array[] {
    if (nextNumber > this.#nextNumber) return [];
    const done = this.#chunks.splice(0, Math.max(0, nextNumber - this.firstNumber));
    for (const { bytes } of done) this.#bytes -= bytes.length;
    return done.map(({ bytes }) => bytes);
  }

  #add(bytes: Uint8Array, isEnd: boolean): LiveChunk {
    const chunk = { number: this.#nextNumber, isEnd, bytes };
    this.#nextNumber += 1;
    this.#bytes += bytes.length;
    this.#chunks.push(chunk);
    return chunk;
  }
}
