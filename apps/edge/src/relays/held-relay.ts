import type { RelayFeeder, RelaySettings } from '@longwave/contracts';
import { RelayClaim, type RelayClaimDependencies } from './relay-claim';
import { RelayFeed, type RelayFeedDependencies } from './relay-feed';

export interface HeldRelayDependencies
  extends Pick<RelayClaimDependencies, 'self' | 'kv'>, Omit<RelayFeedDependencies, 'relay' | 'onChange'> {
  settings: RelaySettings;
}

const idle = { status: 'waiting', connectedSince: null, lastError: null, lastErrorAt: null, connections: 0, titlesSent: 0, bytesSent: 0 } as const;

/** One relay at this edge: fed while its claim is held. */
export class HeldRelay {
  readonly settings: RelaySettings;
  readonly claim: RelayClaim;
  #feed: RelayFeed | undefined;
  /** Feeds that say goodbye still. */
  #ending: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(private readonly deps: HeldRelayDependencies) {
    const { settings, self, kv, log, nowMs, date } = deps;
    this.settings = settings;
    this.claim = new RelayClaim({
      relayId: settings.relayId, self, kv, log, nowMs, date,
      state: () => this.state,
      claimed: () => this.#begin(),
      lost: () => void this.#end(),
    });
  }

  /** How it goes; of one that is not fed here, that it waits. */
  get state(): RelayFeeder['state'] {
    return this.#feed?.state ?? idle;
  }

  start(): void {
    if (!this.#isStopped) this.claim.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#end();
    await this.claim.stop();
  }

  #begin(): void {
    if (this.#isStopped) return;
    this.#feed = new RelayFeed({ ...this.deps, relay: this.settings, onChange: () => this.claim.tell() });
    this.#feed.start();
  }

  /** Resolves once the target was told, and of every feed before this one too. */
  async #end(): Promise<void> {
    const feed = this.#feed;
    this.#feed = undefined;
    this.#ending = Promise.all([this.#ending, feed?.stop()]);
    await this.#ending;
  }
}
