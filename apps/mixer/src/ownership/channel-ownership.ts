import { kvKeys, mediaSubjects } from '@longwave/contracts';
import type { ChannelOwner } from '@longwave/contracts';
import type { MediaKv } from '@longwave/messaging';
import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import type { Logger } from 'pino';
import { decideOwnership } from './decide-ownership';
import { FrameEar } from './frame-ear';
import type { HeardChannel } from './frame-ear';

const LOOK_MS = 50;
const PROBE_MS = 200;
const RETRY_MS = 500;
/** A mixer that has just taken a channel gets so long for its first frame. */
const NEW_OWNER_MS = 2_500;
/** For each channel a mixer has already, it leaves others so much time to take a free one: so channels spread. */
const YIELD_MS = 30;
const MAX_YIELD_MS = 300;

export interface OwnershipDependencies {
  channelId: number;
  self: string;
  kv: MediaKv;
  connection: NatsConnection;
  log: Logger;
  connectedForMs: () => number;
  /** How many other channels this mixer owns or is about to take. */
  load: () => number;
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
  #ear = new FrameEar(performance.now());
  #yieldedAtMs: number | undefined;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isClaiming = false;
  /** Another took it from this very process: its name on the entry is that of a twin then, not its own from before a restart. */
  #wasLost = false;

  constructor(deps: OwnershipDependencies) {
    this.#deps = deps;
  }

  get epoch(): number | undefined {
    return this.#epoch;
  }

  /** Whether it is this mixer's, or about to be. */
  get isTaken(): boolean {
    return this.#epoch !== undefined || this.#isClaiming || this.#yieldedAtMs !== undefined;
  }

  /** Who owns the channel, as far as is known. */
  get owner(): string | undefined {
    return this.#entry?.owner;
  }

  /** What was heard of the channel while another owned it. */
  get heard(): HeardChannel | undefined {
    return this.#ear.heard(performance.now());
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
      await this.#giveBack(this.#epoch);
    } catch (err) {
      this.#deps.log.debug({ err }, 'a channel could not be given back; who stands by notices the silence');
    }
  }

  /** What the KV says of the entry, as it changes. */
  onEntry(value: ChannelOwner | undefined, revision: number): void {
    this.#know(value && { owner: value.instanceId, revision });
    // One that is given back is free at once.
    if (!value && this.#epoch === undefined && this.#subscription && !this.#isClaiming) this.#look();
    if (this.#epoch === undefined || revision <= this.#epoch) return;
    this.#deps.log.warn({ channelId: this.#deps.channelId, owner: value?.instanceId }, 'another mixer took the channel');
    this.#epoch = undefined;
    this.#wasLost = true;
    this.#deps.lost();
    this.#listen();
    this.#ear.grant(performance.now() + NEW_OWNER_MS);
  }

  /** Asks the KV itself; false also when it says that another owns the channel by now. */
  async isStillOwner(): Promise<boolean> {
    const entry = await this.#deps.kv.get<ChannelOwner>(kvKeys.owner(this.#deps.channelId));
    // A replica may answer with an older entry; what counts is a newer one.
    if (entry && this.#epoch !== undefined && entry.revision > this.#epoch) this.onEntry(entry.value, entry.revision);
    return this.#epoch !== undefined && (entry === undefined || entry.revision <= this.#epoch);
  }

  async #begin(): Promise<void> {
    try {
      const entry = await this.#deps.kv.get<ChannelOwner>(kvKeys.owner(this.#deps.channelId));
      // The answer may be late, and the channel ours by now: an entry of its own would be taken once more, and so lost.
      if (this.#epoch !== undefined || this.#isClaiming) return;
      this.#know(entry && { owner: entry.value.instanceId, revision: entry.revision });
      this.#listen();
    } catch (err) {
      this.#deps.log.debug({ err }, 'the owner of a channel could not be read yet');
      this.#later(RETRY_MS, () => void this.#begin());
    }
  }

  /** A new owner is silent at first: he asks where to go on and waits for his decoders. */
  #know(entry: { owner: string; revision: number } | undefined): void {
    const isNew = this.#entry !== undefined && entry !== undefined && entry.revision > this.#entry.revision;
    this.#entry = entry;
    if (isNew && entry.owner !== this.#deps.self) this.#ear.grant(performance.now() + NEW_OWNER_MS);
  }

  #listen(): void {
    if (this.#isStopped) return;
    if (!this.#subscription) this.#ear = new FrameEar(performance.now());
    this.#subscription ??= this.#deps.connection.subscribe(mediaSubjects.frames(this.#deps.channelId), {
      callback: (error, message) => {
        if (!error) this.#ear.hear(message.data, performance.now());
      },
    });
    this.#look();
  }

  #look(): void {
    if (this.#isStopped || this.#epoch !== undefined) return;
    const { self, connectedForMs } = this.#deps;
    const now = performance.now();
    const silentForMs = now - this.#ear.heardAtMs;
    const decision = decideOwnership({ self: this.#wasLost ? undefined : self, owner: this.#entry?.owner, connectedForMs: connectedForMs(), silentForMs });
    if (decision === 'listen') this.#yieldedAtMs = undefined;
    if (decision === 'listen' || this.#yields(now)) this.#later(LOOK_MS, () => this.#look());
    else void this.#claim(decision === 'probe');
  }

  /** A mixer with less to do goes first; its own channel, after a restart, nobody has to wait for. */
  #yields(nowMs: number): boolean {
    if (!this.#wasLost && this.#entry?.owner === this.#deps.self) return false;
    this.#yieldedAtMs ??= nowMs;
    return nowMs - this.#yieldedAtMs < Math.min(MAX_YIELD_MS, this.#deps.load() * YIELD_MS);
  }

  async #claim(probesFirst: boolean): Promise<void> {
    if (this.#isClaiming || this.#epoch !== undefined) return;
    this.#isClaiming = true;
    clearTimeout(this.#timer);
    try {
      if (probesFirst && !(await this.#isStillSilent())) return this.#later(LOOK_MS, () => this.#look());
      const revision = await this.#take();
      if (this.#isStopped) {
        if (revision !== undefined) await this.#giveBack(revision);
        return;
      }
      if (revision === undefined) return this.#later(LOOK_MS, () => void this.#begin());
      this.#epoch = revision;
      this.#yieldedAtMs = undefined;
      this.#subscription?.unsubscribe();
      this.#subscription = undefined;
      this.#deps.claimed(revision);
    } catch (err) {
      this.#deps.log.debug({ err }, 'a channel could not be claimed yet');
      this.#later(RETRY_MS, () => this.#look());
    } finally {
      this.#isClaiming = false;
    }
  }

  /** A flush brings in what the server has for us: silence that was ours, not the owner's, ends with it. */
  async #isStillSilent(): Promise<boolean> {
    const before = this.#ear.heardAtMs;
    await Promise.race([this.#deps.connection.flush(), new Promise((_, reject) => setTimeout(() => reject(new Error('no answer to a flush')), PROBE_MS))]);
    return this.#ear.heardAtMs === before;
  }

  async #take(): Promise<number | undefined> {
    const { kv, channelId, self } = this.#deps;
    const value: ChannelOwner = { instanceId: self, claimedAt: new Date().toISOString() };
    const key = kvKeys.owner(channelId);
    return this.#entry ? kv.update(key, value, this.#entry.revision) : kv.create(key, value);
  }

  /** Only what this mixer wrote: another may have taken the channel since, unseen. */
  async #giveBack(revision: number): Promise<void> {
    await this.#deps.kv.deleteAt(kvKeys.owner(this.#deps.channelId), revision);
  }

  #later(ms: number, work: () => void): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, ms);
  }
}
