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
  /** The entry was gone with the store, and is there again: what else was in there is gone too. */
  restored: () => void;
  /** Another took it: stop rendering now. */
  lost: () => void;
}

/** What is known of the entry. Without an owner it was given back at that revision; at revision 0 there is none. */
interface Entry {
  value: ChannelOwner | undefined;
  revision: number;
}

/** What this mixer wrote. The revision is the epoch, but after a loss of the store. */
interface Own {
  readonly epoch: number;
  readonly value: ChannelOwner;
  revision: number;
}

/** This mixer's claim to one channel: holds it, or listens to whoever does and steps in when his frames stop. */
export class ChannelOwnership {
  readonly #deps: OwnershipDependencies;
  #own: Own | undefined;
  #entry: Entry | undefined;
  #ear = new FrameEar(performance.now());
  #yieldedAtMs: number | undefined;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isClaiming = false;
  /** Another took it from this very process: its name on the entry is that of a twin then, not its own from before a restart. */
  #wasLost = false;
  #asking: Promise<boolean> | undefined;

  constructor(deps: OwnershipDependencies) {
    this.#deps = deps;
  }

  get epoch(): number | undefined {
    return this.#own?.epoch;
  }

  /** Whether it is this mixer's, or about to be. */
  get isTaken(): boolean {
    return this.#own !== undefined || this.#isClaiming || this.#yieldedAtMs !== undefined;
  }

  /** Who owns the channel, as far as is known. */
  get owner(): string | undefined {
    return this.#entry?.value?.instanceId;
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
    if (!release || !this.#own) return;
    try {
      await this.#giveBack(this.#own);
    } catch (err) {
      this.#deps.log.debug({ err }, 'a channel could not be given back; who stands by notices the silence');
    }
  }

  /** What the KV says of the entry, as it changes. */
  onEntry(value: ChannelOwner | undefined, revision: number): void {
    this.#know({ value, revision });
    // One that is given back is free at once.
    if (!value && !this.#own && this.#subscription && !this.#isClaiming) this.#look();
    if (!this.#own) return;
    // Written once more, which the watch may tell before the answer to the write comes.
    if (isSame(value, this.#own.value)) this.#own.revision = revision;
    else if (revision > this.#own.revision) this.#lose();
    // Told late, or a server that numbers differently took another's claim as well as ours: the leader knows.
    else this.isStillOwner().catch((err: unknown) => this.#deps.log.debug({ err }, 'whose the channel is could not be asked'));
  }

  /**
   * Asks the KV itself; false also when it says that another owns the channel by now. An entry that was lost with the
   * store is written once more, so that others find out whose the channel is.
   */
  isStillOwner(): Promise<boolean> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<boolean> {
    const entry = await this.#deps.kv.get<ChannelOwner>(kvKeys.owner(this.#deps.channelId));
    const own = this.#own;
    if (!own) return false;
    if (entry && (entry.revision > own.revision || isSame(entry.value, own.value))) this.onEntry(entry.value, entry.revision);
    else if (!this.#isStopped) await this.#renew(own);
    return this.#own === own;
  }

  /** A replica may be behind, or the store new and its revisions begin at 1 again. Only a write tells which it is. */
  async #renew(own: Own): Promise<void> {
    const { kv, channelId, log } = this.#deps;
    const key = kvKeys.owner(channelId);
    let revision = await kv.update(key, own.value, own.revision);
    // One that was given back meanwhile must not come back.
    if (revision === undefined && this.#own === own && !this.#isStopped) revision = await kv.create(key, own.value);
    if (revision !== undefined) {
      log.info({ channelId, revision }, 'wrote once more whose the channel is');
      own.revision = revision;
      this.#deps.restored();
      return;
    }
    const entry = await kv.get<ChannelOwner>(key);
    if (!entry || this.#own !== own) return;
    this.onEntry(entry.value, entry.revision);
    // Another came first in a new store: his revision may be the lower one.
    if (this.#own === own && !isSame(entry.value, own.value)) this.#lose();
  }

  #lose(): void {
    this.#deps.log.warn({ channelId: this.#deps.channelId, owner: this.owner }, 'another mixer took the channel');
    this.#own = undefined;
    this.#wasLost = true;
    this.#deps.lost();
    this.#listen();
    this.#ear.grant(performance.now() + NEW_OWNER_MS);
  }

  async #begin(): Promise<void> {
    try {
      const entry = await this.#deps.kv.last<ChannelOwner>(kvKeys.owner(this.#deps.channelId));
      // The answer may be late, and the channel ours by now: an entry of its own would be taken once more, and so lost.
      if (this.#own || this.#isClaiming) return;
      this.#know({ value: entry?.value, revision: entry?.revision ?? 0 });
      this.#listen();
    } catch (err) {
      this.#deps.log.debug({ err }, 'the owner of a channel could not be read yet');
      this.#later(RETRY_MS, () => void this.#begin());
    }
  }

  /**
   * A new owner is silent at first: he asks where to go on and waits for his decoders. Not so one whose frames were heard,
   * however late his entry is told: a watch may be blind for seconds, and servers may number the same entry differently.
   */
  #know(entry: Entry): void {
    const known = this.#entry;
    this.#entry = entry;
    const { value, revision } = entry;
    if (!known || !value || value.instanceId === this.#deps.self) return;
    if (isSame(known.value, value) || revision <= Math.max(known.revision, this.#ear.lastEpoch)) return;
    this.#deps.log.debug({ channelId: this.#deps.channelId, owner: value.instanceId, revision }, 'another mixer is to begin');
    this.#ear.grant(performance.now() + NEW_OWNER_MS);
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
    if (this.#isStopped || this.#own) return;
    const { self, connectedForMs } = this.#deps;
    const now = performance.now();
    const silentForMs = now - this.#ear.heardAtMs;
    const { owner } = this;
    const revision = this.#entry?.revision ?? 0;
    const decision = decideOwnership({ self: this.#wasLost ? undefined : self, owner, isGivenBack: owner === undefined && revision > 0, connectedForMs: connectedForMs(), silentForMs });
    if (decision === 'listen') this.#yieldedAtMs = undefined;
    if (decision === 'listen' || this.#yields(now)) this.#later(LOOK_MS, () => this.#look());
    else void this.#claim(decision === 'probe');
  }

  /** A mixer with less to do goes first; its own channel, after a restart, nobody has to wait for. */
  #yields(nowMs: number): boolean {
    if (!this.#wasLost && this.owner === this.#deps.self) return false;
    this.#yieldedAtMs ??= nowMs;
    return nowMs - this.#yieldedAtMs < Math.min(MAX_YIELD_MS, this.#deps.load() * YIELD_MS);
  }

  async #claim(probesFirst: boolean): Promise<void> {
    if (this.#isClaiming || this.#own) return;
    this.#isClaiming = true;
    clearTimeout(this.#timer);
    const beganMs = performance.now();
    const silentForMs = Math.round(beganMs - this.#ear.heardAtMs);
    try {
      if (probesFirst && !(await this.#isStillSilent())) return this.#later(LOOK_MS, () => this.#look());
      const own = await this.#take();
      if (this.#isStopped) {
        if (own) await this.#giveBack(own);
        return;
      }
      if (!own) return this.#later(LOOK_MS, () => void this.#begin());
      if (this.#isOvertaken(own)) return this.#later(LOOK_MS, () => this.#look());
      this.#own = own;
      this.#yieldedAtMs = undefined;
      this.#subscription?.unsubscribe();
      this.#subscription = undefined;
      this.#deps.log.debug({ channelId: this.#deps.channelId, epoch: own.epoch, silentForMs, claimedInMs: Math.round(performance.now() - beganMs) }, 'the channel is ours');
      this.#deps.claimed(own.epoch);
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

  async #take(): Promise<Own | undefined> {
    const { kv, channelId, self } = this.#deps;
    const value: ChannelOwner = { instanceId: self, claimedAt: new Date().toISOString() };
    const key = kvKeys.owner(channelId);
    const revision = this.#entry?.revision ? await kv.update(key, value, this.#entry.revision) : await kv.create(key, value);
    // A store that was lost numbers from 1 again; whoever heard the last owner knows what all others compare with.
    return revision === undefined ? undefined : { epoch: Math.max(revision, this.#ear.lastEpoch + 1), value, revision };
  }

  /**
   * Servers up to 2.9 take two writes at one revision when both come before either is stored in the cluster. The later one
   * counts, and may be told before the answer to ours.
   */
  #isOvertaken({ revision, value }: Own): boolean {
    return this.#entry !== undefined && this.#entry.revision > revision && !isSame(this.#entry.value, value);
  }

  /** Only what this mixer wrote: another may have taken the channel since, unseen. */
  async #giveBack({ revision }: Own): Promise<void> {
    await this.#deps.kv.deleteAt(kvKeys.owner(this.#deps.channelId), revision);
  }

  #later(ms: number, work: () => void): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, ms);
  }
}

/** The same claim, not one of a twin. */
function isSame(value: ChannelOwner | undefined, own: ChannelOwner): boolean {
  return value?.instanceId === own.instanceId && value.claimedAt === own.claimedAt;
}
