import { OGG_FLAG, OGG_HEADER_BYTES, OGG_MAX_SEGMENTS, OGG_NO_GRANULE } from './ogg-page';
import { asciiBytes } from '../text/ascii';
import { oggCrc } from './ogg-crc';

/** What a page is made of. */
export interface OggPageFields {
  /** Number of the logical stream; taken as unsigned 32 bit. */
  serial: number;
  /** Page number; taken as unsigned 32 bit, so that it may wrap. */
  sequence: number;
  /** Position at the end of the last packet that ends here; −1 when none does. A number must be a safe integer. */
  granule: bigint | number;
  packets: readonly Uint8Array[];
  bos?: boolean;
  eos?: boolean;
  /** The first packet is the rest of one begun on the page before. */
  continued?: boolean;
  /** The last packet goes on on the next page; its piece here is a positive multiple of 255 bytes. */
  incomplete?: boolean;
}

const CAPTURE_PATTERN = asciiBytes('OggS');

/**
 * Builds one page (RFC 3533), checksum included. Stateless: the same fields give the same bytes, so that one page may be
 * made once and sent to everybody whose headers bear the same serial.
 *
 * @throws RangeError when the packets need more than 255 segments (buildOggPages() splits them), or an incomplete last
 *   piece does not end on a segment's border
 */
export function buildOggPage(fields: OggPageFields): Uint8Array {
  const lacing = lacingOf(fields.packets, fields.incomplete ?? false);
  if (lacing.length > OGG_MAX_SEGMENTS) throw new RangeError(`${lacing.length} segments do not fit into one page`);
  const bodyBytes = fields.packets.reduce((sum, packet) => sum + packet.length, 0);
  const page = new Uint8Array(OGG_HEADER_BYTES + lacing.length + bodyBytes);
  const view = new DataView(page.buffer);
  page.set(CAPTURE_PATTERN);
  page[5] =
    (fields.continued ? OGG_FLAG.continued : 0) | (fields.bos ? OGG_FLAG.bos : 0) | (fields.eos ? OGG_FLAG.eos : 0);
  view.setBigInt64(6, BigInt(fields.granule), true);
  view.setUint32(14, fields.serial, true);
  view.setUint32(18, fields.sequence, true);
  page[26] = lacing.length;
  page.set(lacing, OGG_HEADER_BYTES);
  let at = OGG_HEADER_BYTES + lacing.length;
  for (const packet of fields.packets) {
    page.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, oggCrc(page), true);
  return page;
}

/**
 * As buildOggPage(), for packets of any number and size: as many pages as needed, numbered on from `sequence`, with
 * packets running over from one to the next. `bos` goes to the first page, `eos` to the last.
 *
 * @param packetSamples length of a packet in granule units, for the granules of pages before the last (that of the
 *   last is `fields.granule`); by default 0, as header packets have
 */
export function buildOggPages(
  fields: Omit<OggPageFields, 'incomplete'>,
  packetSamples: (packet: Uint8Array) => number = () => 0,
): Uint8Array[] {
  const drafts = draftPages(fields.packets);
  let granule = BigInt(fields.granule);
  const granules: bigint[] = [];
  for (let i = drafts.length - 1; i >= 0; i--) {
    const ending = drafts[i]?.ending ?? [];
    granules[i] = ending.length > 0 || drafts.length === 1 ? granule : OGG_NO_GRANULE;
    for (const packet of ending) granule -= BigInt(packetSamples(packet));
  }
  return drafts.map((draft, i) =>
    buildOggPage({
      serial: fields.serial,
      sequence: fields.sequence + i,
      granule: granules[i] ?? OGG_NO_GRANULE,
      packets: draft.pieces,
      bos: fields.bos === true && i === 0,
      eos: fields.eos === true && i === drafts.length - 1,
      continued: i === 0 ? fields.continued === true : drafts[i - 1]?.incomplete === true,
      incomplete: draft.incomplete,
    }),
  );
}

interface PageDraft {
  pieces: Uint8Array[];
  /** The whole packets whose ends lie on this page. */
  ending: Uint8Array[];
  segments: number;
  incomplete: boolean;
}

function draftPages(packets: readonly Uint8Array[]): PageDraft[] {
  let page: PageDraft = { pieces: [], ending: [], segments: 0, incomplete: false };
  const pages = [page];
  const turnPage = (): void => {
    page = { pieces: [], ending: [], segments: 0, incomplete: false };
    pages.push(page);
  };
  for (const packet of packets) {
    if (page.segments === OGG_MAX_SEGMENTS) turnPage();
    let rest = packet;
    while (page.segments + segmentsOf(rest) > OGG_MAX_SEGMENTS) {
      const pieceBytes = (OGG_MAX_SEGMENTS - page.segments) * 255;
      page.pieces.push(rest.subarray(0, pieceBytes));
      page.incomplete = true;
      rest = rest.subarray(pieceBytes);
      turnPage();
    }
    page.pieces.push(rest);
    page.ending.push(packet);
    page.segments += segmentsOf(rest);
  }
  return pages;
}

/** A packet ends with a segment under 255 bytes, an empty one if need be. */
function segmentsOf(packet: Uint8Array): number {
  return Math.floor(packet.length / 255) + 1;
}

function lacingOf(packets: readonly Uint8Array[], incomplete: boolean): number[] {
  const lacing: number[] = [];
  packets.forEach((packet, i) => {
    for (let full = Math.floor(packet.length / 255); full > 0; full--) lacing.push(255);
    const goesOn = incomplete && i === packets.length - 1;
    if (!goesOn) lacing.push(packet.length % 255);
    else if (packet.length === 0 || packet.length % 255 !== 0) {
      throw new RangeError('an incomplete packet is cut at a positive multiple of 255 bytes');
    }
  });
  return lacing;
}
