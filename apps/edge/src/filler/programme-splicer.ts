import type { TimelineItem } from '../timeline/channel-timeline';
import { FillerSound, sineGain } from './filler-sound';
import { mixPackets } from './mix-packets';
import { OpusCodec, PACKET_VALUES } from './opus-codec';
import type { QuietLoop } from './quiet-loop';

type Programme = Extract<TimelineItem, { kind: 'programme' }>;

/** Sent packets that filler knows the sound from. */
const REMEMBERED_PACKETS = 10;
const BRIDGE_PACKETS = 10;
/** Lead packets from which on a decoder has found into the programme. */
const WARM_LEAD_PACKETS = 3;
const BRIDGE_BITS_PER_SECOND = 160_000;
const SILENCE = new Float32Array(PACKET_VALUES);

/**
 * Makes packets of what leaves: the programme's own, or filler.
 *
 * Packets of another encoder must not simply follow: their prediction from what the decoder never got is heard as a
 * blast. Where the programme comes in after filler, or from another mixer with a packet that is not coded clean, the
 * first 200 ms are decoded and coded again.
 */
export class ProgrammeSplicer {
  #filler: FillerSound | undefined;
  #source: string | undefined;
  #sent: Uint8Array[] = [];

  constructor(private readonly loop: QuietLoop) {}

  /** The packets of a run of items, one each, in order. */
  render(items: readonly TimelineItem[]): Uint8Array[] {
    const packets: Uint8Array[] = [];
    while (packets.length < items.length) {
      const item = items[packets.length];
      if (item === undefined) break;
      if (item.kind === 'filler') packets.push(this.#fill(packets));
      else packets.push(...this.#programme(item, items, packets.length));
    }
    this.#sent = [...this.#sent, ...packets].slice(-REMEMBERED_PACKETS);
    return packets;
  }

  #fill(packets: readonly Uint8Array[]): Uint8Array {
    this.#filler ??= this.#startFiller([...this.#sent, ...packets].slice(-REMEMBERED_PACKETS));
    return this.#filler.packet();
  }

  #startFiller(before: readonly Uint8Array[]): FillerSound {
    try {
      return new FillerSound(before, this.loop);
    } catch {
      // The last packets cannot be decoded, so nobody heard anything that could be faded out.
      return new FillerSound([], this.loop);
    }
  }

  #programme(first: Programme, items: readonly TimelineItem[], index: number): Uint8Array[] {
    const filler = this.#filler;
    const isOtherSource = this.#source !== undefined && this.#source !== first.source;
    this.#filler = undefined;
    this.#source = first.source;
    if (!filler && (first.startsClean || !isOtherSource)) return [first.bytes];
    const run = sameSource(items, index);
    try {
      return filler ? filler.back(first.lead, run, !isOtherSource) : codedAgain(first.lead, run);
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

/** Packets whose first is clean; faded in when the decoder could not warm up, since it begins too loud then. */
function codedAgain(lead: readonly Uint8Array[], run: readonly Uint8Array[]): Uint8Array[] {
  const codec = new OpusCodec(BRIDGE_BITS_PER_SECOND);
  for (const packet of lead) codec.encode(codec.decode(packet));
  const fadePackets = lead.length < WARM_LEAD_PACKETS ? Math.min(BRIDGE_PACKETS / 2, run.length) : 0;
  const gainAfter = (packets: number): number => (packets >= fadePackets ? 1 : sineGain(packets / fadePackets));
  return run.map((packet, i) => {
    const pcm = mixPackets(codec.decode(packet), [gainAfter(i), gainAfter(i + 1)], SILENCE, [0, 0]);
    return i === 0 ? codec.encodeClean(pcm) : codec.encode(pcm);
  });
}
