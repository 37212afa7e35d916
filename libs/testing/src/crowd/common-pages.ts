import { concatBytes, type OggPage } from '@longwave/audio';

/**
 * What all listeners of a mount were sent, page by page. One copy of each is kept, so that hundreds of listeners can be
 * compared over minutes and what they heard is decoded once.
 */
export class CommonPages {
  readonly #pages = new Map<bigint, OggPage>();
  readonly #seenAt = new Map<bigint, number>();
  #headers: OggPage[] = [];

  /** Pages that somebody got. */
  get size(): number {
    return this.#pages.size;
  }

  /** Whether this is byte for byte what the others got at that place; the first one sets it. `at`: when it came. */
  isSame(page: OggPage, at: number): boolean {
    const known = this.#pages.get(page.granule);
    if (known === undefined) {
      this.#pages.set(page.granule, page);
      this.#seenAt.set(page.granule, at);
    }
    return known === undefined || Buffer.compare(known.bytes, page.bytes) === 0;
  }

  /** Keeps the headers of the first listener, to decode with. */
  header(page: OggPage): void {
    if (this.#headers.length < 2) this.#headers.push(page);
  }

  /** When somebody got a page first, `performance.now()`. */
  seenAt(page: OggPage): number | undefined {
    return this.#seenAt.get(page.granule);
  }

  /** All pages of sound in order. */
  inOrder(): OggPage[] {
    return [...this.#pages.values()].sort((a, b) => Number(a.granule - b.granule));
  }

  /** The whole stream as a listener from the first page to the last would have got it. */
  stream(): Uint8Array {
    return concatBytes([...this.#headers, ...this.inOrder()].map(({ bytes }) => bytes));
  }
}
