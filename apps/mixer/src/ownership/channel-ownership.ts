import { kvKeys, mediaSubjects } from '@longwave/contracts';
import type { ChannelOwner } from '@longwave/contracts';
import type { MediaKv } from '@longwave/messaging';
import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import type { Logger } from 'pino';
import { decideOwnership } from './decide-ownership';

const LOOK_MS = 100;
const PROBE_MS = 200;
const RETRY_MS = 500;

export interface OwnershipDependencies {
  channelId: number;
  self: string;
  kv: MediaKv;
  connection: NatsConnection;
  log: Logger;
  connectedForMs: () => number;
  /** The entry is ours at this epoch. */
  claimed: (epoch: number) => void;
  /** Another took it: stop rendering now. */
  lost: () => void;
}

/** This mixer's claim to one channel: holds it, or listens to whoever does and steps in when his frames stop. */
export class ChannelOwnership {
  readonly #deps: OwnershipDependencies;
  #epoch: number | undefined;
  #entry: { owner: string; revision: number } | undefined;
  #heardAtMs = performance.now();
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(deps: OwnershipDependencies) {
    this.#deps = deps;
  }

  get epoch(): number | undefined {
    return this.#epoch;
  }

  start(): void {
    void this.#begin();
  }

  /** Lets go of the channel. With `release` whoever stands by may take it at once. */
  async stop(release: boolean): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#subscription?.unsubscribe();
    if (!release || this.#epoch === undefined) return;
    try {
      if (await this.isStillOwner()) await this.#deps.kv.delete(kvKeys.owner(this.#deps.channelId));
    } catch (err) {
      this.#deps.log.debug({ err }, 'a channel could not be given back; who stands by notices the silence');
    }
  }

  /** What the KV says of the entry, as it changes. */
  onEntry(value: ChannelOwner | undefined, revision: number): void {
    this.#entry = value && { owner: value.instanceId, revision };
    if (this.#epoch === undefined || revision <= this.#epoch) return;
    this.#deps.log.warn({ channelId: this.#deps.channelId, owner: value?.instanceId }, 'another mixer took the channel');
    this.#epoch = undefined;
    this.#deps.lost();
    this.#listen();
  }

  /** Asks the KV itself; false also when it says that another owns the channel by now. */
  async isStillOwner(): Promise<boolean> {
    const entry = await this.#deps.kv.get<ChannelOwner>(kvKeys.owner(this.#deps.channelId));
    if (entry) this.onEntry(entry.value, entry.revision);
    return entry !== undefined && entry.revision === this.#epoch;
  }

  async #begin(): Promise<void> {
    try {
      const entry = await this.#deps.kv.get<ChannelOwner>(kvKeys.owner(this.#deps.channelId));
      this.#entry = entry && { owner: entry.value.instanceId, revision: entry.revision };
      this.#listen();
    } catch (err) {
      this.#deps.log.debug({ err }, 'the owner of a channel could not be read yet');
      this.#later(RETRY_MS, () => void this.#begin());
    }
  }

  #listen(): void {
    this.#heardAtMs = performance.now();
    this.#subscription ??= this.#deps.connection.subscribe(mediaSubjects.frames(this.#deps.channelId), {
      callback: () => {
        this.#heardAtMs = performance.now();
      },
    });
    this.#look();
  }

  #look(): void {
    const { self, connectedForMs } = this.#deps;
    const silentForMs = performance.now() - this.#heardAtMs;
    const decision = decideOwnership({ self, owner: this.#entry?.owner, connectedForMs: connectedForMs(), silentForMs });
    if (decision === 'listen') this.#later(LOOK_MS, () => this.#look());
    else void this.#claim(decision === 'probe');
  }

  async #claim(probesFirst: boolean): Promise<void> {
    try {
      if (probesFirst && !(await this.#isStillSilent())) return this.#look();
      const revision = await this.#take();
      if (this.#isStopped) return;
      if (revision === undefined) return await this.#begin();
      this.#epoch = revision;
      this.#subscription?.unsubscribe();
      this.#subscription = undefined;
      this.#deps.claimed(revision);
    } catch (err) {
      this.#deps.log.debug({ err }, 'a channel could not be claimed yet');
      this.#later(RETRY_MS, () => this.#look());
    }
  }

  /** A flush brings in what the server has for us: silence that was ours, not the owner's, ends with it. */
  async #isStillSilent(): Promise<boolean> {
    const before = this.#heardAtMs;
    await Promise.race([this.#deps.connection.flush(), new Promise((_, reject) => setTimeout(() => reject(new Error('no answer to a flush')), PROBE_MS))]);
    return this.#heardAtMs === before;
  }

  async #take(): Promise<number | undefined> {
    const { kv, channelId, self } = this.#deps;
    const value: ChannelOwner = { instanceId: self, claimedAt: new Date().toISOString() };
    const key = kvKeys.owner(channelId);
    return this.#entry ? kv.update(key, value, this.#entry.revision) : kv.create(key, value);
  }

  #later(ms: number, work: () => void): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, ms);
  }
}
