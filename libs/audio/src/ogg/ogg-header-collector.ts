import { concatBytes } from '../text/concat-bytes';
import { startsWithAscii } from '../text/ascii';
import { type OggCodec, detectOggCodec } from './detect-ogg-codec';
import type { OggPage } from './ogg-page';
import { OggPacketReader } from './ogg-packet-reader';
import { type VorbisComments, parseVorbisComments } from './parse-vorbis-comments';

/** The header pages of one link of an Ogg stream. */
export interface OggLinkHeaders {
  /** Number of the logical stream with the sound. */
  serial: number;
  codec: OggCodec;
  /** The header pages of the sound's stream, in order, nothing of other streams. */
  bytes: Uint8Array;
  /** Header pages of all streams of the link (covers, skeleton), in the order they came. */
  linkBytes: Uint8Array;
  /** What the comment header tells; null when it could not be read. */
  comments: VorbisComments | null;
}

/**
 * What a page was: `header` (of the sound, more to come), `headers-complete` (the sound's last header page), `data` (of
 * the sound), `other` (another stream's, or before any beginning), `invalid` (this link's headers are broken or over the
 * bound; all of it is invalid until the next link begins).
 */
export type OggPageRole = 'header' | 'headers-complete' | 'data' | 'other' | 'invalid';

const SOUND_CODECS: readonly OggCodec[] = ['opus', 'vorbis', 'flac', 'speex'];
const DEFAULT_MAX_HEADER_BYTES = 1_048_576;

interface LinkState {
  sound: { serial: number; codec: OggCodec } | null;
  soundPages: Uint8Array[];
  linkPages: Uint8Array[];
  soundBytes: number;
  linkBytes: number;
  headerPackets: number;
  /** Packets that the headers have, the first included; told by codec or by the first packet. */
  neededPackets: number;
  phase: 'beginning' | 'headers' | 'data' | 'invalid';
  comments: VorbisComments | null;
  reader: OggPacketReader;
  /** Joined when first asked for: they are asked for at every page, and may be long. */
  headers: OggLinkHeaders | null;
}

/**
 * Follows the pages of a (possibly chained, possibly multiplexed) Ogg stream and keeps the header pages of the link that
 * is running, so that a new decoder can be started in its middle. Of several streams the first with sound counts. A
 * first page (BOS) after others than first pages begins a new link.
 */
export class OggHeaderCollector {
  /** Links begun so far. */
  links = 0;
  readonly #maxHeaderBytes: number;
  #link: LinkState | null = null;

  /** @param options.maxHeaderBytes bound of the sound's header pages of a link, 1 MiB by default */
  constructor(options: { maxHeaderBytes?: number } = {}) {
    this.#maxHeaderBytes = options.maxHeaderBytes ?? DEFAULT_MAX_HEADER_BYTES;
  }

  /** The headers of the current link, once they are complete; null before. */
  get headers(): OggLinkHeaders | null {
    const link = this.#link;
    if (link === null || link.sound === null || link.phase !== 'data') return null;
    link.headers ??= {
      ...link.sound,
      bytes: concatBytes(link.soundPages),
      linkBytes: concatBytes(link.linkPages),
      comments: link.comments,
    };
    return link.headers;
  }

  /** Takes the next page and tells what it was. */
  push(page: OggPage): OggPageRole {
    if (page.bos) return this.#begin(page);
    const link = this.#link;
    if (link === null) return 'other';
    if (link.phase === 'beginning') link.phase = 'headers';
    if (link.phase === 'invalid') return 'invalid';
    if (page.serial !== link.sound?.serial) {
      if (link.phase === 'headers') this.#keep(link, page);
      return 'other';
    }
    if (link.phase === 'data') return 'data';
    return this.#takeHeader(link, link.sound.codec, page);
  }

  #begin(page: OggPage): OggPageRole {
    if (this.#link?.phase !== 'beginning') {
      this.#link = newLink(this.#maxHeaderBytes);
      this.links += 1;
    }
    const link = this.#link;
    const codec = detectOggCodec(page.packets[0] ?? new Uint8Array());
    if (link.sound !== null || !SOUND_CODECS.includes(codec)) {
      this.#keep(link, page);
      return 'other';
    }
    link.sound = { serial: page.serial, codec };
    link.neededPackets = headerPacketCount(codec, page.packets[0] ?? new Uint8Array());
    return this.#takeHeader(link, codec, page);
  }

  #takeHeader(link: LinkState, codec: OggCodec, page: OggPage): OggPageRole {
    this.#keep(link, page);
    link.soundBytes += page.bytes.length;
    link.soundPages.push(page.bytes);
    if (link.soundBytes > this.#maxHeaderBytes) return invalidate(link);
    for (const { data } of link.reader.push(page)) {
      if (link.headerPackets >= link.neededPackets) break;
      if (!isHeaderPacket(codec, data, link.headerPackets)) return invalidate(link);
      link.headerPackets += 1;
      link.comments ??= link.headerPackets > 1 ? parseVorbisComments(data, codec) : null;
      if (codec === 'flac' && isLastFlacBlock(data, link.headerPackets)) link.neededPackets = link.headerPackets;
    }
    if (link.headerPackets < link.neededPackets) return 'header';
    link.phase = 'data';
    return 'headers-complete';
  }

  /** Other streams beyond the bound are left out: what they lack is their own loss. */
  #keep(link: LinkState, page: OggPage): void {
    if (link.linkBytes + page.bytes.length > 2 * this.#maxHeaderBytes) return;
    link.linkBytes += page.bytes.length;
    link.linkPages.push(page.bytes);
  }
}

function invalidate(link: LinkState): 'invalid' {
  link.phase = 'invalid';
  link.soundPages = link.linkPages = [];
  return 'invalid';
}

function newLink(maxPacketBytes: number): LinkState {
  return {
    sound: null,
    soundPages: [],
    linkPages: [],
    soundBytes: 0,
    linkBytes: 0,
    headerPackets: 0,
    neededPackets: 0,
    phase: 'beginning',
    comments: null,
    reader: new OggPacketReader({ maxPacketBytes, maxStreams: 1 }),
    headers: null,
  };
}

/** Header packets of a stream, its first included. FLAC may leave the number open (0): then the last block's mark ends it. */
function headerPacketCount(codec: OggCodec, first: Uint8Array): number {
  switch (codec) {
    case 'opus':
      return 2;
    case 'vorbis':
      return 3;
    case 'speex':
      // Field `extra_headers` of the Speex header.
      return first.length >= 72 ? 2 + new DataView(first.buffer, first.byteOffset).getUint32(68, true) : 2;
    case 'flac': {
      const further = ((first[7] ?? 0) << 8) | (first[8] ?? 0);
      return further === 0 ? Number.POSITIVE_INFINITY : 1 + further;
    }
    default:
      return 1;
  }
}

function isHeaderPacket(codec: OggCodec, packet: Uint8Array, index: number): boolean {
  switch (codec) {
    case 'opus':
      return startsWithAscii(packet, index === 0 ? 'OpusHead' : 'OpusTags');
    case 'vorbis':
      return startsWithAscii(packet, `${String.fromCharCode(1 + 2 * index)}vorbis`);
    case 'flac':
      // Sound frames begin with the sync code 0xff.
      return packet[0] !== undefined && packet[0] !== 0xff;
    default:
      return true;
  }
}

/** In the first packet the STREAMINFO block stands after 13 bytes (FLAC to Ogg mapping 1.0); others are one block each. */
function isLastFlacBlock(packet: Uint8Array, position: number): boolean {
  return ((packet[position === 1 ? 13 : 0] ?? 0) & 0x80) !== 0;
}
