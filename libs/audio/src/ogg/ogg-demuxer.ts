import { startsWithAscii } from '../text/ascii';
import { oggCrc } from './ogg-crc';
import { OGG_FLAG, OGG_HEADER_BYTES, OGG_MAX_PAGE_BYTES, type OggPage } from './ogg-page';

const CAPTURE_PATTERN = 'OggS';
const LETTER_O = 0x4f;
const BUFFER_BYTES = 4 * OGG_MAX_PAGE_BYTES;

/**
 * Checksum work per byte received that bad pages may cost. Looking for the next page inside a bad one finds pages whose
 * length was damaged, but bytes made of nothing but false page headers would cost thousands of times their length.
 */
const RESYNC_BYTES_PER_BYTE = 8;
const RESYNC_CREDIT_BYTES = 16 * OGG_MAX_PAGE_BYTES;

/**
 * Cuts a byte stream into Ogg pages (RFC 3533), whatever the sizes of the pieces it comes in.
 *
 * Never throws and holds at most 256 KB: garbage between pages is passed over, pages with a wrong checksum are dropped,
 * and both are counted. Pages are copies; they stay valid.
 */
export class OggDemuxer {
  /** Pages dropped for their checksum. */
  badPages = 0;
  /** Bytes that were in no good page. */
  skippedBytes = 0;

  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #start = 0;
  #end = 0;
  #resyncCredit = RESYNC_CREDIT_BYTES;

  /** Takes the next bytes and gives the pages that they complete. */
  push(bytes: Uint8Array): OggPage[] {
    const pages: OggPage[] = [];
    for (let at = 0; at < bytes.length; ) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
      // What is left after parsing is less than a page, so there is always room.
      const piece = bytes.subarray(at, at + BUFFER_BYTES - this.#end);
      this.#buffer.set(piece, this.#end);
      this.#end += piece.length;
      at += piece.length;
      this.#resyncCredit = Math.min(RESYNC_CREDIT_BYTES, this.#resyncCredit + piece.length * RESYNC_BYTES_PER_BYTE);
      this.#parse(pages);
    }
    return pages;
  }

  #parse(pages: OggPage[]): void {
    while (this.#seekCapture()) {
      const held = this.#buffer.subarray(this.#start, this.#end);
      const pageBytes = pageLength(held);
      if (pageBytes === 'need-more') return;
      if (pageBytes === 'not-a-page') {
        this.#skip(CAPTURE_PATTERN.length);
        continue;
      }
      const view = held.subarray(0, pageBytes);
      if (hasGoodCrc(view)) {
        pages.push(readPage(view.slice()));
        this.#start += pageBytes;
      } else this.#dropBadPage(pageBytes);
    }
  }

  /** Moves to the next capture pattern, or the beginning of one at the end; false when there is no more to look at. */
  #seekCapture(): boolean {
    for (;;) {
      const found = this.#buffer.subarray(0, this.#end).indexOf(LETTER_O, this.#start);
      const at = found < 0 ? this.#end : found;
      this.#skip(at - this.#start);
      const held = this.#end - this.#start;
      if (held === 0) return false;
      const prefix = CAPTURE_PATTERN.slice(0, Math.min(held, CAPTURE_PATTERN.length));
      if (startsWithAscii(this.#buffer.subarray(this.#start, this.#end), prefix)) return held >= CAPTURE_PATTERN.length;
      this.#skip(1);
    }
  }

  #dropBadPage(pageBytes: number): void {
    this.badPages += 1;
    this.#resyncCredit -= pageBytes;
    this.#skip(this.#resyncCredit > 0 ? CAPTURE_PATTERN.length : pageBytes);
  }

  #skip(bytes: number): void {
    this.#start += bytes;
    this.skippedBytes += bytes;
  }
}

function pageLength(held: Uint8Array): number | 'need-more' | 'not-a-page' {
  const version = held[4];
  const flags = held[5];
  if (version !== undefined && version !== 0) return 'not-a-page';
  if (flags !== undefined && flags > 7) return 'not-a-page';
  const segments = held[26];
  if (segments === undefined || held.length < OGG_HEADER_BYTES + segments) return 'need-more';
  let length = OGG_HEADER_BYTES + segments;
  for (let i = 0; i < segments; i++) length += held[OGG_HEADER_BYTES + i]!;
  return held.length < length ? 'need-more' : length;
}

function hasGoodCrc(page: Uint8Array): boolean {
  return new DataView(page.buffer, page.byteOffset).getUint32(22, true) === oggCrc(page);
}

function readPage(bytes: Uint8Array): OggPage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(5);
  const segments = view.getUint8(26);
  const packets: Uint8Array[] = [];
  let begin = OGG_HEADER_BYTES + segments;
  let end = begin;
  let lacing = 0;
  for (let i = 0; i < segments; i++) {
    lacing = view.getUint8(OGG_HEADER_BYTES + i);
    end += lacing;
    if (lacing === 255 && i < segments - 1) continue;
    packets.push(bytes.subarray(begin, end));
    begin = end;
  }
  return {
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    granule: view.getBigInt64(6, true),
    bos: (flags & OGG_FLAG.bos) !== 0,
    eos: (flags & OGG_FLAG.eos) !== 0,
    continued: (flags & OGG_FLAG.continued) !== 0,
    incomplete: lacing === 255,
    packets,
    bytes,
  };
}
