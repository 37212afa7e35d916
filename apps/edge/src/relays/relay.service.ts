import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { kvKeys } from '@longwave/contracts';
import type { RelayFeeder, RelaySettings } from '@longwave/contracts';
import { type EgressAllow, parseEgressAllow } from '@longwave/egress';
import { MediaKv, NATS_CONNECTION } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { EdgeConfig } from '../edge.config';
import { EdgeService } from '../edge.service';
import { readKernelTables } from '../listeners/slow-listener-watch';
import { HeldRelay } from './held-relay';
import { shareTables } from './share-tables';

const RETRY_WATCH_MS = 500;

/** The relays of the station: this edge claims those that nobody feeds, and feeds them. */
@Injectable()
export class RelayService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = createLogger('relays');
  readonly #relays = new Map<string, HeldRelay>();
  /** Relays that say goodbye still. */
  readonly #endings = new Map<string, Promise<unknown>>();
  readonly #runId = randomUUID();
  readonly #readTables = shareTables(readKernelTables, () => performance.now());
  readonly #allow: EgressAllow;
  #isOver = false;
  #ends: (() => void)[] = [];

  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    private readonly kv: MediaKv,
    private readonly edge: EdgeService,
    private readonly config: EdgeConfig,
  ) {
    this.#allow = parseEgressAllow(config.EGRESS_ALLOW);
    edge.relayStates = () => new Map([...this.#relays].filter(([, relay]) => relay.claim.isHeld).map(([relayId, relay]) => [relayId, relay.state]));
  }

  onApplicationBootstrap(): void {
    void this.#watch<RelaySettings>(kvKeys.allRelays, (relayId, value) => this.#take(relayId, value));
    void this.#watch<RelayFeeder>(kvKeys.allRelayFeeders, (relayId, value, revision) => this.#relays.get(relayId)?.claim.onEntry(value, revision));
    void this.#watchConnection();
  }

  /** Ends the streams first, so that the targets let the next edge in, then says that they are free. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isOver = true;
    for (const end of this.#ends) end();
    await Promise.all([...this.#endings.values(), ...[...this.#relays.values()].map((relay) => relay.stop())]);
  }

  /** Relays that this edge feeds now. */
  get held(): string[] {
    return [...this.#relays].filter(([, relay]) => relay.claim.isHeld).map(([relayId]) => relayId);
  }

  async #watch<T>(pattern: string, hear: (relayId: string, value: T | undefined, revision: number) => void): Promise<void> {
    while (!this.#isOver) {
      try {
        const stop = await this.kv.watch<T>(pattern, ({ key, value, revision }) => hear(key.split('.').at(-1) ?? '', value, revision));
        if (this.#isOver) stop();
        else this.#ends.push(stop);
        return;
      } catch (err) {
        this.#logger.warn({ err }, 'the relays cannot be read yet');
        await new Promise((resolve) => setTimeout(resolve, RETRY_WATCH_MS).unref());
      }
    }
  }

  async #watchConnection(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'reconnect') for (const relay of this.#relays.values()) relay.claim.reconnected();
    }
  }

  /** Takes up a relay, its changes, or its end. */
  #take(relayId: string, settings: RelaySettings | undefined): void {
    if (this.#isOver) return;
    const known = this.#relays.get(relayId);
    if (known && isDeepStrictEqual(known.settings, settings)) return;
    this.#relays.delete(relayId);
    if (known) this.#end(relayId, known);
    if (!settings?.enabled) return;
    const relay = this.#make(settings);
    this.#relays.set(relayId, relay);
    // The one before gives it back first, and was perhaps told to before now; to feed it twice would be refused.
    void Promise.resolve(this.#endings.get(relayId)).then(() => relay.start());
  }

  #end(relayId: string, relay: HeldRelay): void {
    const ending = Promise.all([this.#endings.get(relayId), relay.stop()]).finally(() => {
      if (this.#endings.get(relayId) === ending) this.#endings.delete(relayId);
    });
    this.#endings.set(relayId, ending);
  }

  #make(settings: RelaySettings): HeldRelay {
    return new HeldRelay({
      settings, kv: this.kv, log: this.#logger, allow: this.#allow, url: this.config.PUBLIC_URL, readTables: this.#readTables,
      self: { edgeId: this.edge.edgeId, runId: this.#runId },
      channel: () => this.edge.channels.byId(settings.channelId),
      nowMs: () => performance.now(),
      date: () => new Date(),
      random: Math.random,
    });
  }
}
