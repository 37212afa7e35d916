/** Bytes of a page before its lacing values (RFC 3533 section 6). */
export const OGG_HEADER_BYTES = 27;

/** Lacing values in one page at most. */
export const OGG_MAX_SEGMENTS = 255;

/** Bytes of the longest page there is: header, 255 lacing values, 255 segments of 255 bytes. */
export const OGG_MAX_PAGE_BYTES = OGG_HEADER_BYTES + OGG_MAX_SEGMENTS + OGG_MAX_SEGMENTS * 255;

/** Granule of a page on which no packet ends. */
export const OGG_NO_GRANULE = -1n;

/** Bits of the header type field. */
export const OGG_FLAG = { continued: 1, bos: 2, eos: 4 } as const;

/** One page as a demuxer gives it. */
export interface OggPage {
  /** Number of the logical stream, unsigned 32 bit. */
  serial: number;
  /** Page number in its logical stream, unsigned 32 bit. */
  sequence: number;
  /** Position at the end of the last packet that ends here, in the codec's own count; −1 when none does. */
  granule: bigint;
  /** First page of its logical stream. */
  bos: boolean;
  /** Last page of its logical stream. */
  eos: boolean;
  /** The first of `packets` goes on from the page before. */
  continued: boolean;
  /** The last of `packets` goes on on the next page. */
  incomplete: boolean;
  /** The packets, or pieces of packets, on this page, in order; views into `bytes`. */
  packets: Uint8Array[];
  /** The whole page, header and all, as it came. */
  bytes: Uint8Array;
}
