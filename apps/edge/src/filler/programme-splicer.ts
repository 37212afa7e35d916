import { FILLER_PACKET } from '@longwave/audio';
import type { TimelineItem } from '../timeline/channel-timeline';
import { FADE_OUT_PACKETS, FadeOut } from './fade-out';
import { OpusCodec, PACKET_VALUES } from './opus-codec';
import type { QuietLoop } from './quiet-loop';

type Programme = Extract<TimelineItem, { kind: 'programme' }>;

/** Sent packets that a fade-out knows the sound from. */
const REMEMBERED_PACKETS = 10;
const BRIDGE_PACKETS = 10;
/** Lead packets from which on the decoder of a bridge has found into the programme. */
const WARM_LEAD_PACKETS = 3;
const FADE_IN_PACKETS = 5;
const BRIDGE_BITS_PER_SECOND = 160_000;

/**
 * Makes packets of what leaves: the programme's own, or filler, which is a fade-out of 300 ms and then a quiet loop.
 *
 * Packets of another encoder must not simply follow: their prediction from what the decoder never got is heard as a
 * blast. Where the programme comes in after filler, or from another mixer with a packet that is not coded clean, the
 * first 200 ms are decoded and coded again, the first packet of them without prediction.
 */
export class ProgrammeSplicer {
  #fillerPackets = 0;
  #fadeOut: FadeOut | undefined;
  #source: string | undefined;
  #sent: Uint8Array[] = [];

  constructor(private readonly loop: QuietLoop) {}

  /** The packets of a run of items, one each, in order. */
  render(items: readonly TimelineItem[]): Uint8Array[] {
    const packets: Uint8Array[] = [];
    while (packets.length < items.length) {
      const item = items[packets.length];
      if (item === undefined) break;
      if (item.kind === 'filler') packets.push(this.#filler([...this.#sent, ...packets]));
      else packets.push(...this.#programme(item, items, packets.length));
    }
    this.#sent = [...this.#sent, ...packets].slice(-REMEMBERED_PACKETS);
    return packets;
  }

  #filler(sent: readonly Uint8Array[]): Uint8Array {
    const index = this.#fillerPackets++;
    const fadePackets = this.#source === undefined ? 0 : FADE_OUT_PACKETS;
    if (index >= fadePackets) return this.loop.packetAt(index - fadePackets);
    try {
      this.#fadeOut ??= new FadeOut(sent.slice(-REMEMBERED_PACKETS));
      return this.#fadeOut.packet();
    } catch {
      // The last packets cannot be decoded, so nobody heard anything that could be faded out.
      return FILLER_PACKET;
    }
  }

  #programme(first: Programme, items: readonly TimelineItem[], index: number): Uint8Array[] {
    const isOtherSource = this.#source !== undefined && this.#source !== first.source;
    const wasFiller = this.#fillerPackets > 0;
    const fadeOut = this.#fillerPackets <= FADE_OUT_PACKETS ? this.#fadeOut : undefined;
    this.#fillerPackets = 0;
    this.#fadeOut = undefined;
    this.#source = first.source;
    if (!wasFiller && (first.startsClean || !isOtherSource)) return [first.bytes];
    const run = sameSource(items, index);
    try {
      return fadeOut && !isOtherSource ? fadeOut.back(run) : bridge(first.lead, run, wasFiller);
    } catch {
      // What cannot be decoded here will not be decoded by listeners either: it goes on as it came.
      return run;
    }
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

function bridge(lead: readonly Uint8Array[], run: readonly Uint8Array[], wasFiller: boolean): Uint8Array[] {
  const codec = new OpusCodec(BRIDGE_BITS_PER_SECOND);
  const isWarm = lead.length >= WARM_LEAD_PACKETS;
  for (const packet of lead) codec.encode(codec.decode(packet));
  if (wasFiller || !isWarm) codec.encode(new Float32Array(PACKET_VALUES));
  const fadePackets = wasFiller || !isWarm ? Math.min(FADE_IN_PACKETS, run.length) : 0;
  return run.map((packet, i) => {
    const pcm = fadedIn(codec.decode(packet), i, fadePackets);
    return i === 0 ? codec.encodeClean(pcm) : codec.encode(pcm);
  });
}

/** The n-th packet of a fade of so many packets. */
function fadedIn(pcm: Float32Array, index: number, fadePackets: number): Float32Array {
  if (index >= fadePackets) return pcm;
  return pcm.map((value, i) => value * Math.sin(((index + i / pcm.length) / fadePackets) * (Math.PI / 2)) ** 2);
}
