import { FILLER_PACKET } from '@longwave/audio';
import type { TimelineItem } from '../timeline/channel-timeline';
import { OpusCodec, PACKET_VALUES } from './opus-codec';
import type { QuietLoop } from './quiet-loop';

type Programme = Extract<TimelineItem, { kind: 'programme' }>;

/** Decoders conceal lost packets for about this long; then the loop comes in. */
const CONCEALED_PACKETS = 50;
/** After a loss this short decoders find back by themselves, as they do on any line. */
const HARMLESS_PACKETS = 10;
const BRIDGE_PACKETS = 10;
/** Lead packets from which on the decoder of a bridge has found into the programme. */
const WARM_LEAD_PACKETS = 3;
const FADE_IN_PACKETS = 5;
const BRIDGE_BITS_PER_SECOND = 160_000;

/**
 * Makes packets of what leaves: the programme's own, or filler.
 *
 * Packets of another encoder must not simply follow: their prediction from what the decoder never got is heard as a
 * blast. Where the programme comes in after filler or from another mixer and its first packet is not coded clean,
 * the first 200 ms are decoded and coded again, the first packet of them without prediction.
 */
export class ProgrammeSplicer {
  #fillerPackets = 0;
  #source: string | undefined;

  constructor(private readonly loop: QuietLoop) {}

  /** The packets of a run of items, one each, in order. */
  render(items: readonly TimelineItem[]): Uint8Array[] {
    const packets: Uint8Array[] = [];
    while (packets.length < items.length) {
      const item = items[packets.length];
      if (item === undefined) break;
      if (item.kind === 'filler') packets.push(this.#filler());
      else packets.push(...this.#programme(item, items, packets.length));
    }
    return packets;
  }

  #filler(): Uint8Array {
    const index = this.#fillerPackets++;
    return index < CONCEALED_PACKETS ? FILLER_PACKET : this.loop.packetAt(index - CONCEALED_PACKETS);
  }

  #programme(first: Programme, items: readonly TimelineItem[], index: number): Uint8Array[] {
    const isAfterFiller = this.#fillerPackets > HARMLESS_PACKETS;
    const isOtherSource = this.#source !== undefined && this.#source !== first.source;
    this.#fillerPackets = 0;
    this.#source = first.source;
    if (first.startsClean || !(isAfterFiller || isOtherSource)) return [first.bytes];
    const run = sameSource(items, index);
    return bridge(first.lead, run, isAfterFiller);
  }
}

function sameSource(items: readonly TimelineItem[], from: number): Uint8Array[] {
  const run: Uint8Array[] = [];
  let source: string | undefined;
  for (const item of items.slice(from, from + BRIDGE_PACKETS)) {
    if (item.kind !== 'programme' || (source !== undefined && item.source !== source)) break;
    source = item.source;
    run.push(item.bytes);
  }
  return run;
}

function bridge(lead: readonly Uint8Array[], run: readonly Uint8Array[], fadesIn: boolean): Uint8Array[] {
  const codec = new OpusCodec(BRIDGE_BITS_PER_SECOND);
  try {
    const isWarm = lead.length >= WARM_LEAD_PACKETS;
    for (const packet of lead) codec.encode(codec.decode(packet));
    if (!isWarm) codec.encode(new Float32Array(PACKET_VALUES));
    const fadePackets = fadesIn || !isWarm ? Math.min(FADE_IN_PACKETS, run.length) : 0;
    return run.map((packet, i) => {
      const pcm = faded(codec.decode(packet), i, fadePackets);
      return i === 0 ? codec.encodeClean(pcm) : codec.encode(pcm);
    });
  } catch {
    // What cannot be decoded here will not be decoded by listeners either: it goes on as it came.
    return [...run];
  }
}

/** The n-th packet of a fade of so many packets. */
function faded(pcm: Float32Array, index: number, fadePackets: number): Float32Array {
  if (index >= fadePackets) return pcm;
  const frames = pcm.length / 2;
  return pcm.map((value, i) => value * Math.sin(((index + Math.floor(i / 2) / frames) / fadePackets) * (Math.PI / 2)) ** 2);
}
