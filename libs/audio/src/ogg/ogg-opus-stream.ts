import { OPUS_PRE_SKIP } from '../constants';
import { FILLER_PACKET, opusPacketSamples } from '../opus/opus-packet-samples';
import { OggMuxer, type OpusHeaderFields, countOggPages } from './ogg-muxer';

/** Settings of a logical Opus stream. */
export interface OggOpusStreamOptions extends OpusHeaderFields {
  /** Number of the logical stream, unsigned 32 bit. */
  serial: number;
}

/**
 * One logical Ogg Opus stream (RFC 7845): headers, pages of sound, an end.
 *
 * Its pages of sound may be shared by any number of listeners, each of whom begins with headers() of its own and goes
 * on with whatever page comes next: granules may begin anywhere, and page numbers jump after the headers.
 */
export class OggOpusStream {
  readonly serial: number;
  readonly #fields: OpusHeaderFields;
  readonly #muxer: OggMuxer;
  #endGranule: bigint | number = 0;
  #isEnded = false;

  constructor(options: OggOpusStreamOptions) {
    const { serial, ...fields } = options;
    this.serial = serial;
    this.#fields = { preSkip: OPUS_PRE_SKIP, ...fields };
    this.#muxer = new OggMuxer({ serial, packetSamples: opusPacketSamples });
    this.#muxer.sequence = countOggPages(this.headers());
  }

  /** Number of the next page of sound; may be set. */
  get sequence(): number {
    return this.#muxer.sequence;
  }

  set sequence(next: number) {
    this.#muxer.sequence = next;
  }

  /** The header pages, numbered from 0. May be called as often as listeners come, with tags of the moment. */
  headers(tags: Pick<OpusHeaderFields, 'title' | 'artist' | 'album' | 'comments'> = {}): Uint8Array {
    return new OggMuxer({ serial: this.serial }).headerPages({ ...this.#fields, ...tags });
  }

  /**
   * A page of sound.
   *
   * @param endGranule samples at 48 kHz from the stream's zero to the end of the last packet, pre-skip included
   * @throws Error after end()
   */
  audioPage(packets: readonly Uint8Array[], endGranule: bigint | number): Uint8Array {
    if (this.#isEnded) throw new Error('the stream has ended');
    this.#endGranule = endGranule;
    return this.#muxer.page(packets, endGranule);
  }

  /**
   * The last page, marked as the end of the stream. A page without a packet may not bear that mark, so when the last
   * sound has gone already (the default) it holds a packet of filler that is cut off in full by the granule of the page
   * before (RFC 7845 section 4.4): players hear nothing of it.
   *
   * @param packets last packets of sound
   * @param endGranule end of the last packet; by default that of the page before
   * @throws Error when called twice
   */
  end(packets: readonly Uint8Array[] = [FILLER_PACKET], endGranule: bigint | number = this.#endGranule): Uint8Array {
    if (this.#isEnded) throw new Error('the stream has ended');
    this.#isEnded = true;
    return this.#muxer.page(packets, endGranule, { eos: true });
  }
}
