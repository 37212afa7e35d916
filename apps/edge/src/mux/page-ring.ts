/** Pages, or other pieces of a stream, in the order they leave; each knows its place on the channel's count. */
export interface RingPiece {
  bytes: Uint8Array;
  /** First sample in it, and the sample after its last one. */
  position: number;
  endPosition: number;
}

const NOTHING = Buffer.alloc(0);

/**
 * The last seconds of a stream, shared by all who listen to it. A listener is a number: the index of the piece it gets
 * next. Listeners with the same index get the very same bytes.
 */
export class PageRing<Piece extends RingPiece = RingPiece> {
  readonly #pieces: Piece[] = [];
  readonly #joined = new Map<number, Buffer>();
  /** Index of the oldest piece kept. */
  firstIndex = 0;

  /** @param keepSamples how far back pieces are kept */
  constructor(private readonly keepSamples: number) {}

  /** Index of the piece that comes next. */
  get endIndex(): number {
    return this.firstIndex + this.#pieces.length;
  }

  push(piece: Piece): void {
    this.#joined.clear();
    this.#pieces.push(piece);
    let stale = 0;
    while ((this.#pieces[stale]?.endPosition ?? Infinity) < piece.endPosition - this.keepSamples) stale += 1;
    // Removed in bulk: shifting an array for every page costs more than the page.
    if (stale < 64) return;
    this.#pieces.splice(0, stale);
    this.firstIndex += stale;
  }

  /** Forgets everything; indexes go on from where they were. */
  clear(): void {
    this.firstIndex = this.endIndex;
    this.#pieces.length = 0;
    this.#joined.clear();
  }

  at(index: number): Piece | undefined {
    return this.#pieces[index - this.firstIndex];
  }

  /** Index of the piece with which the last `samples` begin, or a little more than that. */
  indexBack(samples: number): number {
    const from = (this.#pieces.at(-1)?.endPosition ?? 0) - samples;
    let index = this.endIndex;
    while (index > this.firstIndex && samples > 0 && (this.at(index - 1)?.endPosition ?? 0) > from) index -= 1;
    return index;
  }

  /** Bytes per second of what is kept; 0 when nothing is. */
  get bytesPerSecond(): number {
    const [first, last] = [this.#pieces[0], this.#pieces.at(-1)];
    if (!first || !last || last.endPosition <= first.position) return 0;
    const bytes = this.#pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
    return (bytes * 48_000) / (last.endPosition - first.position);
  }

  /** All bytes from an index on. The buffer is shared: nobody may write to it. */
  bytesFrom(index: number): Buffer {
    const from = Math.max(index, this.firstIndex);
    if (from >= this.endIndex) return NOTHING;
    const known = this.#joined.get(from);
    if (known) return known;
    const joined = Buffer.concat(this.#pieces.slice(from - this.firstIndex).map((piece) => piece.bytes));
    this.#joined.set(from, joined);
    return joined;
  }
}
