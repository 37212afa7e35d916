import { edgeContract } from '@longwave/contracts';
import { EventBus, NATS_CONNECTION } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { EdgeService } from '../edge.service';

/** One message in this time, so that ten thousand who leave at once do not flood NATS. */
const TELL_EVERY_MS = 200;
const LAST_WORDS_MS = 500;

/** Tells the stays of listeners that are over, for statistics; keeps them while NATS is away. */
@Injectable()
export class ListenerSessionService implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = createLogger('listener-sessions');
  #rev = 0;
  #lostTold = 0;
  #isNatsAway = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(NATS_CONNECTION) private readonly connection: NatsConnection, private readonly bus: EventBus, private readonly edge: EdgeService) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => this.#tell(performance.now()), TELL_EVERY_MS);
    void this.#watchConnection();
  }

  /** Once the last listener is gone, tells what is left; all of it at once, since there is no later. */
  async beforeApplicationShutdown(): Promise<void> {
    // Nest asks those first who need others: the edge itself would come after this.
    await this.edge.drain();
    clearInterval(this.#timer);
    while (!this.#isNatsAway && this.#tell(Number.POSITIVE_INFINITY));
    const limit = new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref());
    await Promise.race([this.connection.flush().catch(() => undefined), limit]);
  }

  async #watchConnection(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') this.#isNatsAway = true;
      else if (type === 'reconnect') this.#isNatsAway = false;
    }
  }

  #tell(nowMs: number): boolean {
    const { sessions: log, edgeId } = this.edge;
    if (log.lost > this.#lostTold) {
      this.#logger.warn({ lost: log.lost }, 'more listeners left than could be told; some are missing in statistics');
      this.#lostTold = log.lost;
    }
    const next = this.#isNatsAway ? undefined : log.next(nowMs);
    if (!next) return false;
    this.#rev += 1;
    this.bus.publish(edgeContract.listenerSessionsEnded, { rev: this.#rev, edgeId, ...next });
    return true;
  }
}
