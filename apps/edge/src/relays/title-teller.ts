/** What `TitleTeller` asks; rejects when the target cannot be asked. */
export type TellTitle = (line: string) => Promise<boolean>;

const RETRY_MS = 5_000;

/** Tells a target the newest title, one at a time, for as long as it takes; older ones that it missed are left out. */
export class TitleTeller {
  #wanted: string | undefined;
  #isTelling = false;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;
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
      try {
        if (!(await this.tell(line))) throw new Error('the target does not take titles');
        this.told += 1;
      } catch (error) {
        this.onFailure(error);
        if (this.#wanted === undefined && !this.#isStopped) this.#retry = setTimeout(() => this.want(line), RETRY_MS);
      }
    }
    this.#isTelling = false;
  }
}
