import { MediaKv } from '@longwave/messaging';
import { createLogger } from '@longwave/service';
import type { OnApplicationShutdown } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';

const RETRY_MS = 1_000;
/** The bucket is in the servers' hands: should it be lost, what media apps need is there again soon. */
const VERIFY_MS = 30_000;

/** What a mirror is called in the log, and which keys it owns. */
export interface MirrorOptions {
  name: string;
  /** Keys of this pattern that are not wanted any more are deleted; without it nothing is. */
  deletes?: string;
}

/** Copies values to the KV that media apps watch, for as long as it takes. */
export abstract class KvMirror<T extends object> implements OnApplicationShutdown {
  private readonly logger;
  /** Undefined until they are known: what is there must not be deleted for want of a database. */
  private wanted: ReadonlyMap<string, T> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(private readonly kv: MediaKv, private readonly options: MirrorOptions) {
    this.logger = createLogger(options.name);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.writing;
  }

  /** The values as they are now, by key. */
  protected put(wanted: ReadonlyMap<string, T>): void {
    this.wanted = wanted;
    this.write();
  }

  private write(): void {
    if (this.closed) return;
    if (this.writing) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.writing = this.writeAll()
      .then(
        () => VERIFY_MS,
        (err: unknown) => {
          this.logger.warn({ err }, 'what media apps need could not be copied to the KV yet');
          return RETRY_MS;
        },
      )
      .then((waitMs) => {
        this.writing = undefined;
        if (this.closed) return;
        if (this.again) {
          this.again = false;
          return this.write();
        }
        this.timer = setTimeout(() => this.write(), waitMs).unref();
      });
  }

  private async writeAll(): Promise<void> {
    const { wanted } = this;
    if (!wanted) return;
    for (const [key, value] of wanted) {
      const there = await this.kv.get<T>(key);
      // Written only when it differs: each write wakes every watcher.
      if (!isDeepStrictEqual(there?.value, { ...value })) await this.kv.put(key, value);
    }
    if (this.options.deletes === undefined) return;
    for (const key of await this.kv.keys(this.options.deletes)) if (!wanted.has(key)) await this.kv.delete(key);
  }
}
