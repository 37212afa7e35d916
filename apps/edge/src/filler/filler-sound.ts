import { FILLER_PACKET } from '@longwave/audio';
import { mixPackets } from './mix-packets';
import { OpusCodec } from './opus-codec';
import type { QuietLoop } from './quiet-loop';

/** How long what was heard takes to fade over into the loop, in packets of 20 ms. */
export const FADE_OUT_PACKETS = 25;
const FADE_IN_PACKETS = 5;
const WARM_UP_PACKETS = 5;
const BITS_PER_SECOND = 160_000;

/**
 * What stands for a missing programme, from its last packet to its return: what a good decoder makes of lost packets,
 * fading over into the quiet loop. Bare one-byte packets would do for libopus, but ffmpeg's own decoder goes silent at
 * them from one sample to the next, which clicks.
 */
export class FillerSound {
  /** Its decoder conceals, its encoder codes what is heard. */
  readonly #codec = new OpusCodec(BITS_PER_SECOND);
  #done = 0;

  /**
   * @param before what was sent before, oldest first; some packets, for the decoder to know the sound
   * @throws Error when these are no Opus packets
   */
  constructor(before: readonly Uint8Array[], private readonly loop: QuietLoop) {
    for (const packet of before) this.#codec.encode(this.#codec.decode(packet));
  }

  /** The next 20 ms. */
  packet(): Uint8Array {
    const index = this.#done;
    if (index >= FADE_OUT_PACKETS) {
      this.#done += 1;
      return this.loop.packetAt(index - FADE_OUT_PACKETS);
    }
    const pcm = this.#pcm();
    return index === 0 ? this.#codec.encodeClean(pcm) : this.#codec.encode(pcm);
  }

  /**
   * The programme again. The last of these packets is full programme: its own packets may follow.
   *
   * @param lead packets of the programme right before these, not sent, for a decoder to warm up with
   * @param isSameSource they come from the encoder that was heard before the filler
   * @throws Error when these are no Opus packets
   */
  back(lead: readonly Uint8Array[], run: readonly Uint8Array[], isSameSource: boolean): Uint8Array[] {
    return isSameSource && lead.length === 0 && this.#done < FADE_OUT_PACKETS ? this.#recover(run) : this.#rise(lead, run);
  }

  /** The decoder that concealed goes on, as a listener's would after a short loss; the level rises from where it was. */
  #recover(run: readonly Uint8Array[]): Uint8Array[] {
    const gain = fadeOutGain(this.#done);
    const rise = (index: number): number => gain + ((1 - gain) * index) / run.length;
    return run.map((packet, i) => {
      const [from, to] = [rise(i), rise(i + 1)];
      return this.#codec.encode(mixPackets(this.#codec.decode(packet), [from, to], this.#loopPcm(this.#done + i), [1 - from, 1 - to]));
    });
  }

  /** The programme rises over what would have gone on. */
  #rise(lead: readonly Uint8Array[], run: readonly Uint8Array[]): Uint8Array[] {
    const decoder = new OpusCodec(BITS_PER_SECOND);
    for (const packet of lead) decoder.decode(packet);
    // The loop's packets came from elsewhere: the encoder has to hear what it missed, and begin anew.
    const heardLoop = this.#done > FADE_OUT_PACKETS;
    if (heardLoop) for (let i = this.#done - WARM_UP_PACKETS; i < this.#done; i++) this.#codec.encode(this.#loopPcm(i));
    const fadePackets = Math.min(FADE_IN_PACKETS, run.length);
    return run.map((packet, i) => {
      const [from, to] = [sineGain(i / fadePackets), sineGain((i + 1) / fadePackets)];
      const pcm = mixPackets(decoder.decode(packet), [from, to], this.#pcm(), [1 - from, 1 - to]);
      return heardLoop && i === 0 ? this.#codec.encodeClean(pcm) : this.#codec.encode(pcm);
    });
  }

  #pcm(): Float32Array {
    const [from, to] = [fadeOutGain(this.#done), fadeOutGain(this.#done + 1)];
    const loop = this.#loopPcm(this.#done);
    this.#done += 1;
    return from === 0 ? loop : mixPackets(this.#codec.decode(FILLER_PACKET), [from, to], loop, [1 - from, 1 - to]);
  }

  #loopPcm(index: number): Float32Array {
    return this.loop.pcmAt(index - FADE_OUT_PACKETS);
  }
}

function fadeOutGain(packets: number): number {
  return packets >= FADE_OUT_PACKETS ? 0 : 1 - sineGain(packets / FADE_OUT_PACKETS);
}

/** From 0 to 1, slowly at both ends. */
export function sineGain(progress: number): number {
  return Math.sin((Math.min(1, progress) * Math.PI) / 2) ** 2;
}
