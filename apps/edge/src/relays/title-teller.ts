/** What `TitleTeller` asks; rejects when the target cannot be asked. */
export type TellTitle = (line: string) => Promise<boolean>;

const RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;

/**
 * Tells a target the newest title, one at a time, for as long as it takes; older ones that it missed are left out. One that
 * cannot be asked is asked again after 5 s. One that refuses is too, as its mount may not be ready, but ever more seldom: it
 * may never take titles. A newer title does not wait.
 */
export class TitleTeller {
  #wanted: string | undefined;
  #isTelling = false;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;
  #refusals = 0;
  /** Titles the target took. */
  told = 0;

  constructor(private readonly tell: TellTitle, private readonly onFailure: (error: unknown) => void) {}

  want(line: string): void {
    this.#wanted = line;
    clearTimeout(this.#retry);
    if (!this.#isTelling) void this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
  }

  async #run(): Promise<void> {
    this.#isTelling = true;
    while (this.#wanted !== undefined && !this.#isStopped) {
      const line = this.#wanted;
      this.#wanted = undefined;
      const retryMs = await this.#tellOnce(line);
      if (retryMs !== undefined && this.#wanted === undefined && !this.#isStopped) this.#retry = setTimeout(() => this.want(line), retryMs);
    }
    this.#isTelling = false;
  }

  /** @returns after how long to try again, undefined when the target took it */
  async #tellOnce(line: string): Promise<number | undefined> {
    try {
      if (await this.tell(line)) {
        this.told += 1;
        this.#refusals = 0;
        return undefined;
      }
    } catch (error) {
      this.onFailure(error);
      return RETRY_MS;
    }
    this.onFailure(new Error('the target does not take titles'));
    this.#refusals += 1;
    return Math.min(RETRY_MS * 2 ** (this.#refusals - 1), LAST_RETRY_MS);
  }
}
