import { OggDemuxer, type OggPage, SAMPLE_RATE_HZ } from '@longwave/audio';
import { type ClientRequest, get } from 'node:http';
import { CommonPages } from './common-pages';

const packetSamples = 960n;

/**
 * A listener that keeps no sound of its own, but a record of whether each byte came, in order and in time, and of how a
 * player would have fared that starts with the first sound it gets.
 */
export class SteadyListener {
  /** What was wrong with the stream, in words. */
  readonly faults: string[] = [];
  pages = 0;
  /** Granule of the first and the last page of sound. */
  firstGranule: bigint | undefined;
  lastGranule = 0n;
  longestPauseMs = 0;
  /** When the other side ended the stream, or the line broke, before `stop`; `performance.now()`. */
  closedAt: number | undefined;
  /**
   * Least sound a player had in hand that played from the first byte of sound on without a pause, seconds: what came so
   * far less the time since. Not above 0: it ran dry. Infinity before the second arrival.
   */
  leastBufferSeconds = Number.POSITIVE_INFINITY;
  #firstAt: number | undefined;
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

  /** Sound that came so far, seconds. */
  get receivedSeconds(): number {
    return this.firstGranule === undefined ? 0 : Number(this.lastGranule - this.firstGranule) / SAMPLE_RATE_HZ;
  }

  /** Hangs up. */
  stop(): void {
    this.#isStopped = true;
    const at = performance.now();
    // A pause that is not over yet counts as well.
    this.#wait(at);
    if (this.#demuxer.badPages + this.#demuxer.skippedBytes > 0) this.faults.push(`${this.#demuxer.skippedBytes} bytes in no good page`);
    this.#request.destroy();
  }

  #closed(reason: string): void {
    if (this.#isStopped) return;
    this.closedAt ??= performance.now();
    this.faults.push(reason);
  }

  /** Notes how long nothing came, and what a player had left of it. */
  #wait(at: number): void {
    if (this.#lastAt !== undefined) this.longestPauseMs = Math.max(this.longestPauseMs, at - this.#lastAt);
    if (this.#firstAt === undefined) return;
    this.leastBufferSeconds = Math.min(this.leastBufferSeconds, this.receivedSeconds - (at - this.#firstAt) / 1000);
  }

  #take(bytes: Buffer): void {
    const at = performance.now();
    this.#wait(at);
    this.#lastAt = at;
    for (const page of this.#demuxer.push(bytes)) {
      // Headers are each listener's own: they bear the titles of the moment.
      if (page.granule === 0n) this.common.header(page);
      else this.#check(page, at);
    }
    if (this.firstGranule !== undefined) this.#firstAt ??= at;
  }

  #check(page: OggPage, at: number): void {
    this.pages += 1;
    const pageSamples = packetSamples * BigInt(page.packets.length);
    const wanted = this.lastGranule + pageSamples;
    if (this.firstGranule === undefined) this.firstGranule = page.granule - pageSamples;
    else if (page.granule !== wanted || page.sequence !== this.#lastSequence + 1) {
      this.faults.push(`page ${page.sequence} ends at ${page.granule} instead of page ${this.#lastSequence + 1} at ${wanted}`);
    }
    if (!this.common.isSame(page, at)) this.faults.push(`page ${page.sequence} is another one than the others got`);
    this.lastGranule = page.granule;
    this.#lastSequence = page.sequence;
  }
}
