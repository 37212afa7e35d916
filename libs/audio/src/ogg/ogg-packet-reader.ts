import type { OggPage } from './ogg-page';
import { concatBytes } from '../text/concat-bytes';

/** One whole packet of a logical stream. */
export interface OggPacket {
  /** Number of the logical stream. */
  serial: number;
  data: Uint8Array;
  /** Granule of the page on which the packet ends, when it is the last to end there; otherwise null. */
  granule: bigint | null;
  /** The packet begins its logical stream. */
  bos: boolean;
  /** The packet is the last of its logical stream. */
  eos: boolean;
}

/** Bounds of what a reader holds. */
export interface OggPacketReaderOptions {
  /** Longer packets are dropped and counted; 1 MiB by default. */
  maxPacketBytes?: number;
  /** Logical streams held at once, the longest unseen forgotten first; 8 by default. */
  maxStreams?: number;
}

interface StreamState {
  lastSequence: number;
  /** Pieces of a packet that goes on; null between packets, and while the rest of a dropped one passes. */
  pieces: Uint8Array[] | null;
  pieceBytes: number;
  isAtStart: boolean;
}

/**
 * Puts packets together from pages, for each logical stream by itself.
 *
 * A packet with a page missing in its middle or longer than the bound is dropped and counted, never given in part.
 * Packets are views into pages where they lie on one page.
 */
export class OggPacketReader {
  /** Packets dropped for a missing page or their length. */
  droppedPackets = 0;

  readonly #maxPacketBytes: number;
  readonly #maxStreams: number;
  readonly #streams = new Map<number, StreamState>();

  constructor(options: OggPacketReaderOptions = {}) {
    this.#maxPacketBytes = options.maxPacketBytes ?? 1_048_576;
    this.#maxStreams = options.maxStreams ?? 8;
  }

  /** Takes the next page and gives the packets that end on it. */
  push(page: OggPage): OggPacket[] {
    const stream = this.#streamOf(page);
    if (stream.pieces !== null && (!page.continued || !follows(stream.lastSequence, page.sequence))) this.#drop(stream);
    stream.lastSequence = page.sequence;
    const packets: OggPacket[] = [];
    page.packets.forEach((piece, i) => {
      const goesOn = page.incomplete && i === page.packets.length - 1;
      const data = this.#take(stream, piece, { isRest: page.continued && i === 0, goesOn });
      if (data === null) return;
      packets.push({ serial: page.serial, data, granule: null, bos: stream.isAtStart && page.bos, eos: false });
      stream.isAtStart = false;
    });
    const last = packets.at(-1);
    if (last !== undefined) {
      last.granule = page.granule;
      last.eos = page.eos;
    }
    if (page.eos) this.#streams.delete(page.serial);
    return packets;
  }

  #streamOf(page: OggPage): StreamState {
    const known = this.#streams.get(page.serial);
    this.#streams.delete(page.serial);
    const stream =
      known !== undefined && !page.bos
        ? known
        : { lastSequence: page.sequence - 1, pieces: null, pieceBytes: 0, isAtStart: true };
    this.#streams.set(page.serial, stream);
    for (const oldest of this.#streams.keys()) {
      if (this.#streams.size <= this.#maxStreams) break;
      this.#streams.delete(oldest);
    }
    return stream;
  }

  /** Adds a piece; gives the packet when it ends with it. */
  #take(stream: StreamState, piece: Uint8Array, place: { isRest: boolean; goesOn: boolean }): Uint8Array | null {
    // The rest of a packet whose beginning was missed or dropped.
    if (place.isRest && stream.pieces === null) return null;
    const pieces = place.isRest && stream.pieces !== null ? stream.pieces : [];
    const bytes = (place.isRest ? stream.pieceBytes : 0) + piece.length;
    pieces.push(piece);
    stream.pieces = pieces;
    stream.pieceBytes = bytes;
    if (bytes > this.#maxPacketBytes) {
      this.#drop(stream);
      return null;
    }
    if (place.goesOn) return null;
    stream.pieces = null;
    return pieces.length === 1 ? piece : concatBytes(pieces);
  }

  #drop(stream: StreamState): void {
    this.droppedPackets += 1;
    stream.pieces = null;
    stream.pieceBytes = 0;
  }
}

function follows(before: number, after: number): boolean {
  return (before + 1) >>> 0 === after;
}
