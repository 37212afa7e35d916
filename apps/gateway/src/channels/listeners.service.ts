import { edgeContract } from '@longwave/contracts';
import { EventBus } from '@longwave/messaging';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { ListenerCounts } from './listener-counts';

/** How many listen, from what the edges tell. */
@Injectable()
export class ListenersService implements OnModuleInit, OnModuleDestroy {
  private readonly counts = new ListenerCounts();
  private readonly hearers = new Set<(channelId: number) => void>();
  private stop: () => void = () => undefined;

  constructor(private readonly bus: EventBus) {}

  onModuleInit(): void {
    this.stop = this.bus.subscribe(edgeContract.listenersChanged, ({ channelId, edgeId, listeners }) => {
      this.counts.tell(channelId, edgeId, listeners, Date.now());
      for (const hear of this.hearers) hear(channelId);
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  of(channelId: number): number {
    return this.counts.of(channelId, Date.now());
  }

  /** Is told the channel whenever an edge counts. */
  onCount(hear: (channelId: number) => void): void {
    this.hearers.add(hear);
  }
}
