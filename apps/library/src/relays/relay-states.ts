import { kvKeys } from '@longwave/contracts';
import type { RelayFeeder, RelayStateDto } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** A feeder tells every 2 s; what did not change for so long was left by one that died. */
const STALE_MS = 30_000;
const PATIENCE_MS = 1_000;
const RETRY_WATCH_MS = 500;

/** Of a relay that nobody feeds. */
export const idleState: RelayStateDto = {
  status: 'idle', edgeId: null, connectedSince: null, lastError: null, lastErrorAt: null, connections: 0, titlesSent: 0, bytesSent: 0,
};

/**
 * How relays go, as their feeders told the KV. Watches it, so as to know since when an entry is as it is: by a clock of
 * our own, since a feeder's may be wrong.
 */
@Injectable()
export class RelayStates implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = createLogger('relay-states');
  private readonly seen = new Map<string, { revision: number; atMs: number }>();
  private isOver = false;
  private stop: () => void = () => undefined;

  /** @param nowMs monotonic */
  constructor(private readonly kv: MediaKv, private readonly nowMs: () => number) {}

  onApplicationBootstrap(): void {
    void this.watch();
  }

  onApplicationShutdown(): void {
    this.isOver = true;
    this.stop();
  }

  /** By relay id; those nobody feeds are missing, and all are while the KV does not answer. */
  async read(relayIds: readonly string[]): Promise<ReadonlyMap<string, RelayStateDto>> {
    const states = new Map<string, RelayStateDto>();
    try {
      await withinPatience(Promise.all(relayIds.map(async (relayId) => {
        const entry = await this.kv.get<RelayFeeder>(kvKeys.relayFeeder(relayId));
        if (entry && this.nowMs() - this.seenAtMs(relayId, entry.revision) < STALE_MS) states.set(relayId, { ...entry.value.state, edgeId: entry.value.edgeId });
      })));
    } catch (err) {
      this.logger.debug({ err }, 'how relays go cannot be read now');
    }
    return states;
  }

  /** Whether a feeder's entry has come to our notice. */
  hasSeen(relayId: string): boolean {
    return this.seen.has(relayId);
  }

  /** When this revision was seen first. */
  private seenAtMs(relayId: string, revision: number): number {
    const seen = this.seen.get(relayId);
    // A watch that begins again tells what it told before.
    if (seen?.revision === revision) return seen.atMs;
    const atMs = this.nowMs();
    this.seen.set(relayId, { revision, atMs });
    return atMs;
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      try {
        const stop = await this.kv.watch<RelayFeeder>(kvKeys.allRelayFeeders, ({ key, value, revision }) => {
          const relayId = key.split('.').at(-1) ?? '';
          if (value) this.seenAtMs(relayId, revision);
          else this.seen.delete(relayId);
        });
        if (this.isOver) stop();
        else this.stop = stop;
        return;
      } catch (err) {
        this.logger.warn({ err }, 'the feeders of relays cannot be watched yet');
        await new Promise((resolve) => setTimeout(resolve, RETRY_WATCH_MS).unref());
      }
    }
  }
}

async function withinPatience(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS)));
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
