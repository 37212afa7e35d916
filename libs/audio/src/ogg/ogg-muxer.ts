import { type OpusHead, opusHead, opusTags } from '../opus/opus-headers';
import { concatBytes } from '../text/concat-bytes';
import { buildOggPages } from './build-ogg-page';
import { OGG_HEADER_BYTES } from './ogg-page';

/** Written into every comment header. */
const VENDOR = 'Longwave';

/** Settings of a logical stream. */
export interface OggMuxerOptions {
  /** Number of the logical stream, unsigned 32 bit; must differ from the link before it in a chain. */
  serial: number;
  /** Number of the first page; 0 by default. */
  sequence?: number;
  /** Length of a packet in granule units; needed only when packets of one page() may fill more than one page. */
  packetSamples?: (packet: Uint8Array) => number;
}

/** What the two header packets of an Opus stream tell. Texts are written as they are. */
export interface OpusHeaderFields extends Partial<OpusHead> {
  title?: string;
  artist?: string;
  album?: string;
  /** Further comments, `NAME=value` each. */
  comments?: readonly string[];
  vendor?: string;
}

/** Marks of a page. */
export interface OggPageFlags {
  bos?: boolean;
  eos?: boolean;
  /** The first packet is the rest of one begun on the page before. */
  continued?: boolean;
}

/** Makes the pages of one logical Ogg stream (RFC 3533), numbered one after the other. */
export class OggMuxer {
  readonly serial: number;
  /** Number of the next page. May be set to anything: players take a jump as lost pages and play on. */
  sequence: number;
  readonly #packetSamples: ((packet: Uint8Array) => number) | undefined;

  constructor(options: OggMuxerOptions) {
    this.serial = options.serial;
    this.sequence = options.sequence ?? 0;
    this.#packetSamples = options.packetSamples;
  }

  /** The header pages of an Opus stream (RFC 7845 section 3): OpusHead alone on the first, OpusTags on the next. */
  headerPages(fields: OpusHeaderFields = {}): Uint8Array {
    const { title, artist, album, comments = [], vendor = VENDOR } = fields;
    const named = Object.entries({ TITLE: title, ARTIST: artist, ALBUM: album })
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => `${name}=${value}`);
    const first = this.page([opusHead(fields)], 0, { bos: true });
    return concatBytes([first, this.page([opusTags(vendor, [...named, ...comments])], 0)]);
  }

  /**
   * The page that holds these packets; several pages in a row when they need more than one.
   *
   * @param granule position at the end of the last packet (for Opus: samples at 48 kHz, pre-skip included)
   */
  page(packets: readonly Uint8Array[], granule: bigint | number, flags: OggPageFlags = {}): Uint8Array {
    const { serial, sequence } = this;
    const pages = buildOggPages({ serial, sequence, granule, packets, ...flags }, this.#packetSamples);
    this.sequence += pages.length;
    return concatBytes(pages);
  }
}

/** Number of pages in bytes that hold whole pages and nothing else, as a muxer makes them. */
export function countOggPages(bytes: Uint8Array): number {
  let pages = 0;
  for (let at = 0; at + OGG_HEADER_BYTES <= bytes.length; pages++) {
    const segments = bytes[at + 26] ?? 0;
    const body = bytes.subarray(at + OGG_HEADER_BYTES, at + OGG_HEADER_BYTES + segments).reduce((a, b) => a + b, 0);
    at += OGG_HEADER_BYTES + segments + body;
  }
  return pages;
}
