/** Keeps the end of a text that comes in pieces, in bounded memory: the last lines are the ones that tell why. */
export class TextTail {
  #pieces: Buffer[] = [];
  #bytes = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    // Joined rarely, so that a child that writes a byte at a time costs no more than one that writes pages.
    if (this.#bytes > this.#maxBytes * 2 || this.#pieces.length > 256) this.#trim();
  }

  /** The text kept; a character cut in half at its beginning shows as a replacement character. */
  toString(): string {
    this.#trim();
    return (this.#pieces[0] ?? Buffer.alloc(0)).toString('utf8');
  }

  /** The last line that is not empty, shortened to `maxLength`. */
  lastLine(maxLength: number): string {
    const lines = this.toString().split(/[\r\n]+/).map((line) => line.trim());
    return (lines.findLast((line) => line !== '') ?? '').slice(0, maxLength);
  }

  #trim(): void {
    const joined = Buffer.concat(this.#pieces);
    const kept = joined.length > this.#maxBytes ? Buffer.from(joined.subarray(joined.length - this.#maxBytes)) : joined;
    this.#pieces = [kept];
    this.#bytes = kept.length;
  }
}
