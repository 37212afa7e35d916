import { OggOpusStream } from '@longwave/audio';
import { PACKET_SAMPLES } from '@longwave/contracts';
import { PageRing } from './page-ring';
import { KEEP_SAMPLES, PAGE_PACKETS, type PacketRun, type SharedStream } from './shared-stream';

const NOTHING = new Uint8Array();

/**
 * The channel as one endless logical Ogg Opus stream, as browsers like it best. Granule = position + the packet's
 * length; page numbers jump after the headers of a listener who joins later.
 */
export class EndlessStream implements SharedStream {
  readonly #ring = new PageRing(KEEP_SAMPLES);
  readonly #ogg: OggOpusStream;
  #headers: Uint8Array;
  #nextPosition = 0;

  constructor(options: { serial: number; title: string }) {
    this.#ogg = new OggOpusStream({ serial: options.serial });
    this.#headers = this.#ogg.headers({ title: options.title });
  }

  /** The name in the headers of those who join from now on. */
  rename(title: string): void {
    this.#headers = this.#ogg.headers({ title });
  }

  push({ position, packets }: PacketRun): void {
    for (let i = 0; i < packets.length; i += PAGE_PACKETS) {
      const some = packets.slice(i, i + PAGE_PACKETS);
      const from = position + i * PACKET_SAMPLES;
      const endPosition = from + some.length * PACKET_SAMPLES;
      this.#ring.push({ bytes: this.#ogg.audioPage(some, endPosition), position: from, endPosition });
      this.#nextPosition = endPosition;
    }
  }

  get endIndex(): number {
    return this.#ring.endIndex;
  }

  get bytesPerSecond(): number {
    return this.#ring.bytesPerSecond;
  }

  join(burstSeconds: number): number {
    return this.#ring.indexBack(burstSeconds * 48_000);
  }

  prefixAt(index: number): Uint8Array {
    return index < this.endIndex ? this.#headers : NOTHING;
  }

  bytesFrom(index: number): Buffer {
    return this.#ring.bytesFrom(index);
  }

  positionAt(index: number): number {
    return this.#ring.at(Math.max(index, this.#ring.firstIndex))?.position ?? this.#nextPosition;
  }
}
