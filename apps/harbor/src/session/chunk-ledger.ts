import { type LiveAck, type LiveChunk, MAX_UNHEARD_BYTES } from '@longwave/contracts';

/** Bytes in one chunk; small enough that acknowledgements come steadily: 16 KB are a second at 128 kbit/s. */
export const CHUNK_BYTES = 16_384;

/**
 * Numbers the bytes of a session and holds them: until they are acknowledged, which is what slows the encoder down, and
 * then until they were heard, so that another mixer that takes over can decode them once more.
 */
export class ChunkLedger {
  /** In order; the first `#acknowledged` of them were acknowledged. */
  readonly #chunks: LiveChunk[] = [];
  #acknowledged = 0;
  #nextNumber = 0;
  #unacknowledgedBytes = 0;
  #unheardBytes = 0;

  /** Number of the first chunk that is held; the next one's when none is. */
  get firstNumber(): number {
    return this.#chunks[0]?.number ?? this.#nextNumber;
  }

  /** Number of the first chunk that is not acknowledged. */
  get firstUnacknowledged(): number {
    return this.firstNumber + this.#acknowledged;
  }

  /** All chunks that are held, in order. */
  get held(): readonly LiveChunk[] {
    return this.#chunks;
  }

  /** The chunks that are not acknowledged, in order. */
  get unacknowledged(): readonly LiveChunk[] {
    return this.#chunks.slice(this.#acknowledged);
  }

  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes;
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
   * Lets go of what was heard, and of what was only acknowledged where that is too much.
   *
   * @returns the bytes let go of, in order; nothing for a number that was never given out
   */
  acknowledge({ nextNumber, heardNumber }: Pick<LiveAck, 'nextNumber' | 'heardNumber'>): Uint8Array[] {
    if (nextNumber > this.#nextNumber) return [];
    while (this.firstUnacknowledged < nextNumber) this.#moveOn();
    const released: Uint8Array[] = [];
    while (this.#acknowledged > 0 && (this.firstNumber < heardNumber || this.#unheardBytes > MAX_UNHEARD_BYTES)) released.push(this.#release());
    return released;
  }

  #moveOn(): void {
    const bytes = this.#chunks[this.#acknowledged]?.bytes.length ?? 0;
    this.#acknowledged += 1;
    this.#unacknowledgedBytes -= bytes;
    this.#unheardBytes += bytes;
  }

  #release(): Uint8Array {
    const bytes = this.#chunks.shift()?.bytes ?? new Uint8Array();
    this.#acknowledged -= 1;
    this.#unheardBytes -= bytes.length;
    return bytes;
  }

  #add(bytes: Uint8Array, isEnd: boolean): LiveChunk {
    const chunk = { number: this.#nextNumber, isEnd, bytes };
    this.#nextNumber += 1;
    this.#unacknowledgedBytes += bytes.length;
    this.#chunks.push(chunk);
    return chunk;
  }
}
