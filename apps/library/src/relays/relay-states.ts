import { kvKeys } from '@longwave/contracts';
import type { RelayFeeder, RelayStateDto } from '@longwave/contracts';
import { MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { Injectable } from '@nestjs/common';

/** A feeder tells every 2 s; what is this old was left by one that died. */
const STALE_MS = 30_000;
const PATIENCE_MS = 1_000;

/** Of a relay that nobody feeds. */
export const idleState: RelayStateDto = {
  status: 'idle', edgeId: null, connectedSince: null, lastError: null, lastErrorAt: null, connections: 0, titlesSent: 0, bytesSent: 0,
};

/** How relays go, as their feeders told the KV. */
@Injectable()
export class RelayStates {
  private readonly logger = createLogger('relay-states');

  constructor(private readonly kv: MediaKv) {}

  /** By relay id; those nobody feeds are missing, and all are while the KV does not answer. */
  async read(relayIds: readonly string[]): Promise<ReadonlyMap<string, RelayStateDto>> {
    const states = new Map<string, RelayStateDto>();
    try {
      await withinPatience(Promise.all(relayIds.map(async (relayId) => {
        const entry = await this.kv.get<RelayFeeder>(kvKeys.relayFeeder(relayId));
        if (entry && Date.now() - Date.parse(entry.value.heartbeatAt) < STALE_MS) states.set(relayId, { ...entry.value.state, edgeId: entry.value.edgeId });
      })));
    } catch (err) {
      this.logger.debug({ err }, 'how relays go cannot be read now');
    }
    return states;
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
