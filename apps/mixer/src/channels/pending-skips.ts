/** When a steering call is heard. */
export interface Applies {
  appliesAtSample: number;
  nowSample: number;
}

/** Skips that the worker was asked for and has not answered yet. */
export class PendingSkips {
  readonly #pending = new Map<number, (applies: Applies | null) => void>();
  #next = 1;

  /** @param send asks the worker under this number */
  ask(send: (requestId: number) => void): Promise<Applies | null> {
    const requestId = this.#next++;
    send(requestId);
    return new Promise((resolve) => this.#pending.set(requestId, resolve));
  }

  answer(requestId: number, applies: Applies | null): void {
    this.#pending.get(requestId)?.(applies);
    this.#pending.delete(requestId);
  }

  /** Nobody will answer any more. */
  stop(): void {
    for (const resolve of this.#pending.values()) resolve(null);
    this.#pending.clear();
  }
}
