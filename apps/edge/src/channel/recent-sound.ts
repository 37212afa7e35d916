import { PACKET_SAMPLES } from '@longwave/contracts';
import type { TimelineItem } from '../timeline/channel-timeline';

/** Two seconds. */
const KEPT_PACKETS = 100;

/** The last packets of the programme that left in a row; filler ends the row. */
export class RecentSound {
  #packets: Uint8Array[] = [];
  #endPosition = 0;

  /** Takes what leaves next. */
  push(items: readonly TimelineItem[]): void {
    for (const item of items) {
      if (item.kind === 'filler') this.#packets = [];
      else this.#packets.push(item.bytes);
      this.#endPosition = item.position + PACKET_SAMPLES;
    }
    this.#packets = this.#packets.slice(-KEPT_PACKETS);
  }

  /** The packets, oldest first, and the place after the last one on the edge's own count. */
  get latest(): { packets: readonly Uint8Array[]; endPosition: number } {
    return { packets: this.#packets, endPosition: this.#endPosition };
  }
}
