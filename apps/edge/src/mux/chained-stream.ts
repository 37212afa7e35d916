import { OggOpusStream } from '@longwave/audio';
import { PACKET_SAMPLES } from '@longwave/contracts';
import { PageRing, type RingPiece } from './page-ring';
import { KEEP_SAMPLES, PAGE_PACKETS, type PacketRun, type SharedStream } from './shared-stream';

/** Comments of a link. */
export interface LinkTags {
  title: string;
  artist?: string;
  album?: string;
}

/** Packets repeated at the start of a link: 3,840 samples, which is what the pre-skip makes the decoder drop. */
const PRE_ROLL_PACKETS = 4;
const NOTHING = new Uint8Array();

interface ChainPage extends RingPiece {
  link: Link;
  /** The header pages of the link: who begins here needs no others. */
  isHeader: boolean;
}

interface Link {
  ogg: OggOpusStream;
  tags: LinkTags;
  /** Granule 0 of the link on the channel's count. */
  zero: number;
}

/**
 * The channel as a chained Ogg Opus stream, a link for each title, for players that read titles from there.
 *
 * A link begins with the last four packets of the one before, so that what the decoder drops (the pre-skip) is what was
 * heard already, and its granules begin at 0: not a sample is missing or repeated. The link before ends with a page
 * marked as its end.
 */
export class ChainedStream implements SharedStream {
  readonly #ring = new PageRing<ChainPage>(KEEP_SAMPLES);
  readonly #newSerial: () => number;
  #link: Link;
  #preRoll: Uint8Array[] = [];
  #next: { tags: LinkTags; position: number } | undefined;
  #nextPosition = 0;

  /** @param options.newSerial gives a serial number, each time another one */
  constructor(options: { newSerial: () => number; tags: LinkTags }) {
    this.#newSerial = options.newSerial;
    this.#link = { ogg: new OggOpusStream({ serial: options.newSerial(), ...options.tags }), tags: options.tags, zero: 0 };
  }

  /** Begins a link with these tags at a position, or, when that has left already, as soon as can be. */
  setTags(tags: LinkTags, position: number): void {
    const running = this.#next?.tags ?? this.#link.tags;
    if (running.title === tags.title && running.artist === tags.artist && running.album === tags.album) return;
    this.#next = { tags, position };
  }

  push({ position, packets }: PacketRun): void {
    let from = 0;
    while (from < packets.length) {
      const at = position + from * PACKET_SAMPLES;
      const untilLink = this.#next ? Math.max(1, Math.ceil((this.#next.position - at) / PACKET_SAMPLES)) : Infinity;
      const some = packets.slice(from, from + Math.min(PAGE_PACKETS, untilLink));
      this.#page(at, some, some.length === untilLink);
      from += some.length;
      if (some.length === untilLink) this.#beginLink();
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
    const page = this.#ring.at(Math.max(index, this.#ring.firstIndex));
    return page === undefined || page.isHeader ? NOTHING : page.link.ogg.headers();
  }

  bytesFrom(index: number): Buffer {
    return this.#ring.bytesFrom(index);
  }

  positionAt(index: number): number {
    return this.#ring.at(Math.max(index, this.#ring.firstIndex))?.position ?? this.#nextPosition;
  }

  #page(position: number, packets: readonly Uint8Array[], isLast: boolean): void {
    const link = this.#link;
    const endPosition = position + packets.length * PACKET_SAMPLES;
    const granule = endPosition - link.zero;
    const bytes = isLast ? link.ogg.end(packets, granule) : link.ogg.audioPage(packets, granule);
    this.#ring.push({ bytes, position, endPosition, link, isHeader: false });
    this.#preRoll = [...this.#preRoll, ...packets].slice(-PRE_ROLL_PACKETS);
    this.#nextPosition = endPosition;
  }

  #beginLink(): void {
    const next = this.#next;
    if (!next) return;
    this.#next = undefined;
    const position = this.#nextPosition;
    const preRollSamples = this.#preRoll.length * PACKET_SAMPLES;
    const ogg = new OggOpusStream({ serial: this.#newSerial(), ...next.tags });
    const link: Link = { ogg, tags: next.tags, zero: position - preRollSamples };
    this.#link = link;
    const bytes = Buffer.concat([ogg.headers(), ogg.audioPage(this.#preRoll, preRollSamples)]);
    this.#ring.push({ bytes, position, endPosition: position, link, isHeader: true });
  }
}
