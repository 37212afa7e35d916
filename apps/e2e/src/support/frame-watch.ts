import { decodeFrameMessage, mediaSubjects, PACKET_SAMPLES } from '@longwave/contracts';
import { connectNats } from '@longwave/messaging';
import type { TestStation } from '@longwave/testing';

type Connection = Awaited<ReturnType<typeof connectNats>>;

/** A frame message as it came. */
interface SeenFrame {
  /** `performance.now()` when it came. */
  at: number;
  epoch: number;
  firstSample: number;
  /** The sample after its last one. */
  nextSample: number;
}

/** Watches a channel's frames between mixer and edge, to know when another mixer goes on with them. */
export class FrameWatch {
  latest: SeenFrame | undefined;
  /** The first frame of a mixer after the one that was there first, and where the frames of that one had ended. */
  firstOfNextEpoch: (SeenFrame & { samplesBefore: number }) | undefined;

  private constructor(private readonly connection: Connection, channelId: number) {
    connection.subscribe(mediaSubjects.frames(channelId), {
      callback: (error, message) => {
        if (!error) this.#take(message.data);
      },
    });
  }

  static async open({ url, user, password }: TestStation['nats'], channelId = 1): Promise<FrameWatch> {
    return new FrameWatch(await connectNats({ url, user, password, name: 'frame-watch' }), channelId);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  #take(bytes: Uint8Array): void {
    const frame = decodeFrameMessage(bytes);
    if (!frame) return;
    const { epoch, firstSample, packets } = frame;
    const seen = { at: performance.now(), epoch, firstSample, nextSample: firstSample + packets.length * PACKET_SAMPLES };
    if (this.latest && epoch > this.latest.epoch) this.firstOfNextEpoch ??= { ...seen, samplesBefore: this.latest.nextSample };
    this.latest = seen;
  }
}
