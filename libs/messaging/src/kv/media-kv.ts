import { KV_BUCKET } from '@longwave/contracts';
import { Kvm } from '@nats-io/kv';
import type { KV, KvEntry, KvWatchEntry } from '@nats-io/kv';
import { JetStreamApiCodes, JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { KV_REPLICAS, NATS_CONNECTION } from '../connection/tokens';
import { decodeJson, encodeJson } from '../rpc/wire';

/** One key's value at a revision. */
export interface KvValue<T> {
  value: T;
  revision: number;
}

/** A change of a key; `value` is undefined once it is deleted. */
export interface KvChange<T> {
  key: string;
  value: T | undefined;
  revision: number;
}

/** What a watch tells. */
export interface KvWatched<T> extends KvChange<T> {
  /** Whether the store held no more when it told this: from here on it is news. */
  isLatest: boolean;
}

/**
 * A question is given up after this: in a cluster it may have gone to a replica whose line is dead and not yet known to be.
 * Whoever asked asks again.
 */
const ANSWER_WITHIN_MS = 2_000;
/** The leader answers at once, or there is none. */
const LEADER_ANSWERS_WITHIN_MS = 800;
const STREAM = `KV_${KV_BUCKET}`;
/** How servers refuse a write that comes too late. Newer ones have a second code, without the right revision, for a race of two writes in a cluster. */
const LOST_RACE: readonly number[] = [JetStreamApiCodes.StreamWrongLastSequence, JetStreamApiCodes.StreamWrongLastSequenceUnknown];
const RETRY_MS = 500;

/** The JetStream KV bucket of the media plane, with JSON values. Opened on first use. */
@Injectable()
export class MediaKv {
  private readonly logger = new Logger('media-kv');
  private opening: Promise<KV> | undefined;
  private manager: JetStreamManager | undefined;
  /** Each ends the present run of a watch, which then begins again. */
  private readonly runs = new Set<() => void>();

  /** @param replicas servers of the cluster that keep a copy; 1 for a single server */
  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    @Optional() @Inject(KV_REPLICAS) private readonly replicas = 1,
  ) {}

  async get<T>(key: string): Promise<KvValue<T> | undefined> {
    const last = await this.last<T>(key);
    return last?.value === undefined ? undefined : { value: last.value, revision: last.revision };
  }

  /**
   * The last change of a key, a deletion too; undefined when there is none, as there is of no key after the store was lost.
   * The leader is asked, whose answer is not behind, but for the seconds in which one that was cut off does not know it;
   * without one any replica. So what is read may be old, and a compare-and-swap decides.
   */
  async last<T>(key: string): Promise<KvChange<T> | undefined> {
    // Makes the bucket where there is none.
    await this.bucket();
    const atLeader = await this.lastAtLeader<T>(key).catch(() => undefined);
    if (atLeader) return atLeader.change;
    const entry = await this.use((opened) => opened.get(key));
    return entry ? changeOf<T>(entry) : undefined;
  }

  /** @returns the new revision */
  async put(key: string, value: object): Promise<number> {
    return this.use((bucket) => bucket.put(key, encodeJson(value)));
  }

  /** @returns the revision, or undefined when the key is taken */
  async create(key: string, value: object): Promise<number | undefined> {
    return this.orLost(async (bucket) => bucket.create(key, encodeJson(value)));
  }

  /** Compare-and-swap. @returns the new revision, or undefined when another wrote since `revision` */
  async update(key: string, value: object, revision: number): Promise<number | undefined> {
    return this.orLost(async (bucket) => bucket.update(key, encodeJson(value), revision));
  }

  async delete(key: string): Promise<void> {
    await this.use((bucket) => bucket.delete(key));
  }

  /** Compare-and-delete. @returns whether it was deleted; false when another wrote since `revision` */
  async deleteAt(key: string, revision: number): Promise<boolean> {
    const done = await this.orLost(async (bucket) => {
      await bucket.delete(key, { previousSeq: revision });
      return revision;
    });
    return done !== undefined;
  }

  /** The keys of a pattern (`relays.*`) that hold a value now, in no order. */
  async keys(pattern: string): Promise<string[]> {
    const keys = await this.use((bucket) => bucket.keys(pattern));
    const found: string[] = [];
    for await (const key of keys) found.push(key);
    return found;
  }

  /**
   * Hears a key or a pattern (`live.*`): what it holds now, then every change. Begun again by itself when the server
   * forgets it, and the current values are told once more then.
   *
   * @returns what ends it
   */
  async watch<T>(pattern: string, handler: (change: KvWatched<T>) => void): Promise<() => void> {
    let stopped = false;
    let stopCurrent: () => void = () => undefined;
    const follow = async (): Promise<void> => {
      const watcher = await this.use((bucket) => bucket.watch({ key: pattern }));
      stopCurrent = () => watcher.stop();
      const run = stopCurrent;
      this.runs.add(run);
      if (stopped) run();
      void (async () => {
        try {
          for await (const entry of watcher) this.tell(entry, handler);
        } catch (err) {
          this.logger.warn({ err, pattern }, 'a watch ended');
        }
        this.runs.delete(run);
        while (!stopped && !this.connection.isClosed()) {
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
          if (stopped) return;
          try {
            return await follow();
          } catch (err) {
            this.logger.warn({ err, pattern }, 'a watch could not begin again yet');
          }
        }
      })();
    };
    await follow();
    return () => {
      stopped = true;
      stopCurrent();
    };
  }

  /**
   * Not through the bucket, which asks whichever replica: one that was cut off a moment ago, and is not known to be, is
   * asked as well then, and nobody answers.
   */
  private async lastAtLeader<T>(key: string): Promise<{ change: KvChange<T> | undefined }> {
    this.manager ??= await jetstreamManager(this.connection, { timeout: LEADER_ANSWERS_WITHIN_MS, checkAPI: false });
    const message = await this.manager.streams.getMessage(STREAM, { last_by_subj: `$KV.${KV_BUCKET}.${key}` });
    if (!message) return { change: undefined };
    const isValue = !message.header.has('KV-Operation');
    return { change: { key, value: isValue ? (decodeJson(message.data) as T) : undefined, revision: message.seq } };
  }

  private tell<T>(entry: KvWatchEntry, handler: (change: KvWatched<T>) => void): void {
    try {
      handler({ ...changeOf<T>(entry), isLatest: (entry.delta ?? 0) === 0 });
    } catch (err) {
      this.logger.error({ err, key: entry.key }, 'a watch handler failed');
    }
  }

  private async orLost(write: (bucket: KV) => Promise<number>): Promise<number | undefined> {
    try {
      return await this.use(write);
    } catch (error) {
      if (error instanceof JetStreamApiError && LOST_RACE.includes(error.code)) return undefined;
      throw error;
    }
  }

  /** A bucket that the servers lost is made anew by the next call; the one that finds out fails. */
  private async use<T>(work: (bucket: KV) => Promise<T>): Promise<T> {
    const opening = this.bucket();
    try {
      return await work(await opening);
    } catch (error) {
      if (isBucketGone(error) && this.opening === opening) {
        this.opening = undefined;
        // A watch of a bucket that is gone is told nothing, not even that.
        for (const stop of this.runs) stop();
      }
      throw error;
    }
  }

  private bucket(): Promise<KV> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async open(): Promise<KV> {
    const bucket = await new Kvm(jetstream(this.connection, { timeout: ANSWER_WITHIN_MS })).create(KV_BUCKET, { history: 1, replicas: this.replicas });
    const status = await bucket.status();
    if (status.replicas >= this.replicas) return bucket;
    // Made when there was one server. Never fewer: others may have been told of more servers than we were.
    try {
      const manager = await jetstreamManager(this.connection);
      await manager.streams.update(STREAM, { num_replicas: this.replicas });
    } catch (err) {
      this.logger.warn({ err, has: status.replicas, wants: this.replicas }, 'the KV is kept by fewer servers than it should be');
    }
    return bucket;
  }
}

function changeOf<T>(entry: KvEntry): KvChange<T> {
  const value = entry.operation === 'PUT' ? (decodeJson(entry.value) as T) : undefined;
  return { key: entry.key, value, revision: entry.revision };
}

/** Reads and watches tell that there is no stream; a write that nobody takes says so too, as it does while there is no leader. */
function isBucketGone(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === JetStreamApiCodes.StreamNotFound;
  // The client does not export its class.
  return error instanceof Error && error.name === 'JetStreamNotEnabled';
}
