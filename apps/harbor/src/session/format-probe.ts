import { OggDemuxer, OggHeaderCollector, concatBytes, detectSourceFormat } from '@longwave/audio';
import type { LiveFormat } from '@longwave/contracts';

export type ProbeStep =
  | { outcome: 'need-more' }
  | { outcome: 'format'; format: LiveFormat; bytes: Uint8Array }
  /** `found` names what it was, for the log. */
  | { outcome: 'unsupported'; found: string };

/** An Ogg stream whose first pages hold no sound within this much has none. */
const MAX_OGG_PROBE_BYTES = 131_072;

/**
 * Tells by the first bytes whether they are what a mixer can play: Ogg with Vorbis, Opus, FLAC or Speex in it, MP3 or
 * AAC. Holds the bytes until it knows and gives them back whole. Of an Ogg stream it waits for all headers, which costs
 * no time since nothing can be decoded before, so that the first title is there from the beginning.
 */
export class FormatProbe {
  #held: Uint8Array = new Uint8Array();
  #ogg: { demuxer: OggDemuxer; headers: OggHeaderCollector; hasSound: boolean } | undefined;

  /** @param contentType what the encoder says; it only breaks ties */
  constructor(private readonly contentType: string) {}

  /** Bytes held back. */
  get heldBytes(): number {
    return this.#held.length;
  }

  push(bytes: Uint8Array): ProbeStep {
    this.#held = concatBytes([this.#held, bytes]);
    if (this.#ogg !== undefined) return this.#probeOgg(bytes);
    const format = detectSourceFormat(this.#held, this.contentType);
    if (format === 'need-more') return { outcome: 'need-more' };
    if (format === 'mp3' || format === 'aac') return { outcome: 'format', format, bytes: this.#held };
    if (format !== 'ogg') return { outcome: 'unsupported', found: format };
    this.#ogg = { demuxer: new OggDemuxer(), headers: new OggHeaderCollector(), hasSound: false };
    return this.#probeOgg(this.#held);
  }

  #probeOgg(bytes: Uint8Array): ProbeStep {
    const ogg = this.#ogg;
    if (ogg === undefined) return { outcome: 'need-more' };
    const found: ProbeStep = { outcome: 'format', format: 'ogg', bytes: this.#held };
    for (const page of ogg.demuxer.push(bytes)) {
      const role = ogg.headers.push(page);
      if (role === 'headers-complete') return found;
      ogg.hasSound ||= role === 'header';
      // All first pages of a link come before any other page: from here on no sound can begin in it.
      if (!ogg.hasSound && !page.bos) return { outcome: 'unsupported', found: 'ogg without sound' };
      if (role === 'invalid') return { outcome: 'unsupported', found: 'broken ogg' };
    }
    if (this.#held.length <= MAX_OGG_PROBE_BYTES) return { outcome: 'need-more' };
    // Headers with a cover in them may be longer than what is held back.
    return ogg.hasSound ? found : { outcome: 'unsupported', found: 'broken ogg' };
  }
}
