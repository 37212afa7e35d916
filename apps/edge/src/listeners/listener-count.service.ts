import { edgeContract } from '@longwave/contracts';
import { EventBus } from '@longwave/messaging';
import { Injectable, type OnModuleInit, type OnApplicationShutdown } from '@nestjs/common';
import { EdgeService } from '../edge.service';

const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_MS = 10_000;

/** Tells how many listen: when it changed, at most once a second, and every 10 s. */
@Injectable()
export class ListenerCountService implements OnModuleInit, OnApplicationShutdown {
  readonly #told = new Map<number, { listeners: number; atMs: number }>();
  #rev = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly bus: EventBus, private readonly edge: EdgeService) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => this.#tell(performance.now()), LOOK_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
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
