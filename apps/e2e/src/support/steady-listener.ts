import { OggDemuxer, type OggPage } from '@longwave/audio';
import { type ClientRequest, get } from 'node:http';

const packetSamples = 960n;

/**
 * What all listeners of a mount were sent, page by page. One copy of each is kept, so that a hundred listeners can be
 * compared over minutes.
 */
export class CommonPages {
  readonly #pages = new Map<bigint, Buffer>();

  /** Pages that somebody got. */
  get size(): number {
    return this.#pages.size;
  }

  /** Whether this is byte for byte what the others got at that place; the first one sets it. */
  isSame(page: OggPage): boolean {
    const known = this.#pages.get(page.granule);
    if (known === undefined) this.#pages.set(page.granule, Buffer.from(page.bytes));
    return known === undefined || known.equals(page.bytes);
  }
}

/** A listener that keeps no sound, but a record of whether each byte came, in order and in time. */
export class SteadyListener {
  /** What was wrong with the stream, in words. */
  readonly faults: string[] = [];
  pages = 0;
  /** Granule of the first and the last page of sound. */
  firstGranule: bigint | undefined;
  lastGranule = 0n;
  longestPauseMs = 0;
  #lastAt: number | undefined;
  #lastSequence = 0;
  #isStopped = false;
  readonly #demuxer = new OggDemuxer();
  readonly #request: ClientRequest;

  constructor(url: string, private readonly common: CommonPages) {
    this.#request = get(url, { agent: false }, (response) => {
      if (response.statusCode !== 200) this.faults.push(`answered ${String(response.statusCode)}`);
      response.on('data', (bytes: Buffer) => this.#take(bytes));
      response.on('close', () => this.#closed('the stream ended'));
    });
    this.#request.on('error', (error) => this.#closed(error.message));
  }

  /** Hangs up. */
  stop(): void {
    this.#isStopped = true;
    // A pause that is not over yet counts as well.
    if (this.#lastAt !== undefined) this.longestPauseMs = Math.max(this.longestPauseMs, performance.now() - this.#lastAt);
    if (this.#demuxer.badPages + this.#demuxer.skippedBytes > 0) this.faults.push(`${this.#demuxer.skippedBytes} bytes in no good page`);
    this.#request.destroy();
  }

  #closed(reason: string): void {
    if (!this.#isStopped) this.faults.push(reason);
  }

  #take(bytes: Buffer): void {
    const at = performance.now();
    if (this.#lastAt !== undefined) this.longestPauseMs = Math.max(this.longestPauseMs, at - this.#lastAt);
    this.#lastAt = at;
    for (const page of this.#demuxer.push(bytes)) {
      // Headers are each listener's own: they bear the titles of the moment.
      if (page.granule === 0n) continue;
      this.#check(page);
    }
  }

  #check(page: OggPage): void {
    this.pages += 1;
    const wanted = this.lastGranule + packetSamples * BigInt(page.packets.length);
    if (this.firstGranule === undefined) this.firstGranule = page.granule;
    else if (page.granule !== wanted || page.sequence !== this.#lastSequence + 1) {
      this.faults.push(`page ${page.sequence} ends at ${page.granule} instead of page ${this.#lastSequence + 1} at ${wanted}`);
    }
    if (!this.common.isSame(page)) this.faults.push(`page ${page.sequence} is another one than the others got`);
    this.lastGranule = page.granule;
    this.#lastSequence = page.sequence;
  }
}
