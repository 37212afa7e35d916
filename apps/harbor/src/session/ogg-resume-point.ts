import { OggDemuxer, OggHeaderCollector, type OggPage, concatBytes } from '@longwave/audio';

/** What fits into the reply of an attach, which carries it as base64. */
export const MAX_RESUME_BYTES = 145_000;

/**
 * Follows the acknowledged bytes of an Ogg session, so that a decoder that starts in the middle can be given what it needs
 * before the next byte: the header pages of the link that is running there, and the beginning of the page that the next
 * byte goes on.
 */
export class OggResumePoint {
  readonly #demuxer = new OggDemuxer();
  readonly #collector = new OggHeaderCollector();
  /** Pages of a link whose headers are not complete yet; none once they are too long for a reply. */
  #unfinished: Uint8Array[] = [];
  #unfinishedBytes = 0;
  #links = 0;
  /** The link has ended; the next page begins another. */
  #isOver = false;
  #received = 0;
  #cutBytes = 0;
  #tail: Uint8Array = new Uint8Array();

  /** Bytes held besides the headers of a link that has all of them: less than a reply carries, and a page. */
  get heldBytes(): number {
    return this.#unfinished.reduce((sum, page) => sum + page.length, 0) + this.#tail.length;
  }

  /** Takes the next acknowledged bytes. */
  push(bytes: Uint8Array): void {
    this.#received += bytes.length;
    for (const page of this.#demuxer.push(bytes)) {
      this.#cutBytes += page.bytes.length;
      this.#takePage(page);
    }
    const openBytes = this.#received - this.#cutBytes - this.#demuxer.skippedBytes;
    const joined = concatBytes([this.#tail, bytes]);
    this.#tail = joined.slice(joined.length - Math.min(openBytes, joined.length));
  }

  /**
   * What goes before the next byte; empty at the very beginning and between two links.
   *
   * Headers that are too long for the reply (a cover in the comments) are left out, as far as that goes: a decoder then
   * waits for the next link.
   */
  header(): Uint8Array {
    const room = MAX_RESUME_BYTES - this.#tail.length;
    const headers = this.#isOver ? [new Uint8Array()] : this.#headers();
    return concatBytes([headers.find((bytes) => bytes.length <= room) ?? new Uint8Array(), this.#tail]);
  }

  /** Best first: with the other streams of the link, since a decoder stumbles over pages of a stream it never saw begin. */
  #headers(): Uint8Array[] {
    const headers = this.#collector.headers;
    return headers === null ? [concatBytes(this.#unfinished)] : [headers.linkBytes, headers.bytes];
  }

  #takePage(page: OggPage): void {
    const role = this.#collector.push(page);
    if (this.#collector.links !== this.#links) {
      this.#links = this.#collector.links;
      this.#unfinished = [];
      this.#unfinishedBytes = 0;
      this.#isOver = false;
    }
    const headers = this.#collector.headers;
    if (headers !== null) this.#unfinished = [];
    else if (role !== 'invalid') this.#keepUnfinished(page.bytes);
    if (page.eos && headers?.serial === page.serial) this.#isOver = true;
  }

  /** Headers may never become complete, while pages of other streams go on coming. */
  #keepUnfinished(bytes: Uint8Array): void {
    this.#unfinishedBytes += bytes.length;
    if (this.#unfinishedBytes > MAX_RESUME_BYTES) this.#unfinished = [];
    else this.#unfinished.push(bytes);
  }
}
