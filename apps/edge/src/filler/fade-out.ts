import { FILLER_PACKET } from '@longwave/audio';
import { OpusCodec } from './opus-codec';

/** Length of a fade-out, in packets of 20 ms. */
export const FADE_OUT_PACKETS = 15;
const BITS_PER_SECOND = 160_000;

/**
 * What a good decoder makes of lost packets, faded out, as packets that any decoder plays. Bare one-byte packets would do
 * for libopus, but ffmpeg's own decoder goes silent at them from one sample to the next, which clicks.
 */
export class FadeOut {
  readonly #codec = new OpusCodec(BITS_PER_SECOND);
  #next = 0;

  /** @param before what was sent before, oldest first; some packets, for the decoder to know the sound */
  constructor(before: readonly Uint8Array[]) {
    for (const packet of before) this.#codec.encode(this.#codec.decode(packet));
  }

  /** The next 20 ms. */
  packet(): Uint8Array {
    const pcm = this.#codec.decode(FILLER_PACKET);
    const packet = this.#next;
    this.#next += 1;
    const faded = pcm.map((value, i) => value * fadeOutGain(packet + i / pcm.length));
    return packet === 0 ? this.#codec.encodeClean(faded) : this.#codec.encode(faded);
  }

  /** The programme again: rises from where the fade was, over as many packets as these are. */
  back(packets: readonly Uint8Array[]): Uint8Array[] {
    const from = fadeOutGain(this.#next);
    return packets.map((packet, index) => {
      const pcm = this.#codec.decode(packet);
      return this.#codec.encode(pcm.map((value, i) => value * (from + (1 - from) * ((index + i / pcm.length) / packets.length))));
    });
  }
}

function fadeOutGain(packets: number): number {
  return Math.cos((Math.min(1, packets / FADE_OUT_PACKETS) * Math.PI) / 2) ** 2;
}
