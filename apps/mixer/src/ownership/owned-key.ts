import type { MediaKv } from '@longwave/messaging';
import type { Logger } from 'pino';

const RETRY_MS = 1_000;

/**
 * A KV entry that only the owner of a channel writes. Each write replaces exactly what this owner wrote before, so that
 * one that stood still and was replaced cannot overwrite its successor. The latest value wins; while the KV is away it
 * is kept and written when it is back.
 */
export class OwnedKey<T extends object> {
  #revision: number | undefined;
  #pending: T | undefined;
  #isWriting = false;
  #writing: Promise<void> | undefined;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;

  /**
   * @param revision of the value read at the take-over; undefined when there was none
   * @param isStillOwner asked after a lost race; with true the value of whoever wrote is replaced
   */
  constructor(
    private readonly deps: { kv: MediaKv; key: string; log: Logger; isStillOwner: () => Promise<boolean> },
    revision: number | undefined,
  ) {
    this.#revision = revision;
  }

  put(value: T): void {
    this.#pending = value;
    if (!this.#isWriting && this.#retry === undefined) this.#writing = this.#write();
  }

  /** Resolves when what was put is written, or cannot be for the moment. */
  async written(): Promise<void> {
    await this.#writing;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#pending !== undefined && !this.#isStopped) {
        const value = this.#pending;
        this.#pending = undefined;
        await this.#writeOne(value).catch((err: unknown) => {
          this.#pending ??= value;
          throw err;
        });
      }
    } catch (err) {
      this.deps.log.debug({ err, key: this.deps.key }, 'the KV could not be written; trying again');
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        void this.#write();
      }, RETRY_MS);
    } finally {
      this.#isWriting = false;
    }
  }

  async #writeOne(value: T): Promise<void> {
    const { kv, key } = this.deps;
    const written = this.#revision === undefined ? await kv.create(key, value) : await kv.update(key, value, this.#revision);
    if (written !== undefined) {
      this.#revision = written;
      return;
    }
    if (!(await this.deps.isStillOwner())) {
      this.#isStopped = true;
      return;
    }
    this.#revision = (await kv.get<T>(key))?.revision;
    this.#pending ??= value;
  }
}
