import { edgeContract } from '@longwave/contracts';
import { EventBus } from '@longwave/messaging';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { EdgeService } from '../edge.service';

const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_MS = 10_000;

/** Tells how many listen: when it changed, at most once a second, every 10 s, and that nobody does when the edge ends. */
@Injectable()
export class ListenerCountService implements OnModuleInit, BeforeApplicationShutdown {
  readonly #told = new Map<number, { listeners: number; atMs: number }>();
  #rev = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly bus: EventBus, private readonly edge: EdgeService) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => this.#tell(performance.now()), LOOK_EVERY_MS);
  }

  /** Others would count who listened here for 30 s more. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.edge.drain();
    clearInterval(this.#timer);
    this.#tell(performance.now());
  }

  #tell(nowMs: number): void {
    for (const channel of this.edge.channels) {
      const { channelId } = channel.channel;
      const listeners = this.edge.counts.channel(channel);
      const told = this.#told.get(channelId);
      if (told?.listeners === listeners && nowMs - told.atMs < TELL_EVERY_MS) continue;
      this.#told.set(channelId, { listeners, atMs: nowMs });
      this.#rev += 1;
      this.bus.publish(edgeContract.listenersChanged, { rev: this.#rev, channelId, edgeId: this.edge.edgeId, listeners });
    }
  }
}
