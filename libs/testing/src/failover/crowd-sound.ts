import { CHANNELS, SAMPLE_RATE_HZ } from '@longwave/audio';
import { PACKET_SAMPLES } from '@longwave/contracts';
import type { CommonPages } from '../crowd/common-pages';
import { CapturedSound } from '../sound/captured-sound';
import { decodeToPcm } from '../sound/pcm-decoder';
import type { BusRecord } from './bus-record';

/** Packets in a row that no mixer made: filler, or programme that the edge coded again for a splice. */
export interface ForeignRun {
  fromSample: number;
  packets: number;
  /** Those of them that left before a mixer's packet for their place had come. */
  fillerPackets: number;
}

/** What a crowd of listeners heard, laid beside what mixers sent. Samples are those of the channel. */
export class CrowdSound {
  /** The sample that the first packet holds. */
  readonly firstSample: number;
  readonly foreign: ForeignRun[] = [];
  readonly sound: CapturedSound;
  readonly #lead: number;

  private constructor(common: CommonPages, bus: BusRecord, pcm: Float32Array) {
    const left = common.inOrder().flatMap((page) => page.packets.map((packet) => ({ packet, at: common.seenAt(page) ?? Number.POSITIVE_INFINITY })));
    const packets = left.map(({ packet }) => packet);
    this.firstSample = mostCommonStart(packets, bus);
    left.forEach(({ packet, at }, i) => {
      const sample = this.firstSample + i * PACKET_SAMPLES;
      if (!bus.hasSent(packet, sample)) this.#noteForeign(sample, (bus.arrivalOf(sample) ?? Number.POSITIVE_INFINITY) > at);
    });
    this.sound = new CapturedSound(pcm);
    // The decoder leaves out the pre-skip.
    this.#lead = packets.length * PACKET_SAMPLES - pcm.length / CHANNELS;
  }

  /**
   * @param common of listeners without a burst: what came with a burst was seen long after it had left
   * @throws Error when nothing of what was heard came from a mixer
   */
  static async of(common: CommonPages, bus: BusRecord): Promise<CrowdSound> {
    return new CrowdSound(common, bus, await decodeToPcm(common.stream()));
  }

  #noteForeign(sample: number, isFiller: boolean): void {
    const last = this.foreign.at(-1);
    const run = last && last.fromSample + last.packets * PACKET_SAMPLES === sample ? last : { fromSample: sample, packets: 0, fillerPackets: 0 };
    if (run !== last) this.foreign.push(run);
    run.packets += 1;
    if (isFiller) run.fillerPackets += 1;
  }

  /** Where a sample of the channel is heard, seconds of the sound. */
  secondsOf(sample: number): number {
    return (sample - this.firstSample - this.#lead) / SAMPLE_RATE_HZ;
  }

  /** Which sample of the channel is heard at a place. */
  sampleAt(seconds: number): number {
    return Math.round(seconds * SAMPLE_RATE_HZ) + this.firstSample + this.#lead;
  }
}

/** Packets bear no place. Each that a mixer made tells one; a tone's packets may be alike, so the majority counts. */
function mostCommonStart(packets: readonly Uint8Array[], bus: BusRecord): number {
  const votes = new Map<number, number>();
  packets.forEach((packet, i) => {
    for (const sample of bus.samplesOf(packet)) votes.set(sample - i * PACKET_SAMPLES, (votes.get(sample - i * PACKET_SAMPLES) ?? 0) + 1);
  });
  const [start] = [...votes].sort((a, b) => b[1] - a[1]);
  if (start === undefined) throw new Error('nothing of what was heard came from a mixer');
  return start[0];
}
