import { limitSubject } from '@longwave/service';

/** So many more than the limit may still ask for status, or hear why they may not listen. */
const SPARE = 10;

/**
 * How many connections each address has: an IPv4 address, or an IPv6 network of 64 bits. One that is exempt is not
 * counted: behind a proxy or a container's bridge stand many.
 */
export class ConnectionBook {
  readonly #counts = new Map<string, number>();

  /** @param limit of one address; 0 for none */
  constructor(private readonly limit: number, private readonly isExempt: (address: string) => boolean) {}

  /** Notes a connection. @returns what to call when it is over; undefined when it must be cut at once */
  enter(address: string): (() => void) | undefined {
    if (this.limit === 0 || this.isExempt(address)) return () => undefined;
    const subject = limitSubject(address);
    const count = (this.#counts.get(subject) ?? 0) + 1;
    if (count > this.limit + SPARE) return undefined;
    this.#counts.set(subject, count);
    let isIn = true;
    return () => {
      if (isIn) this.#leave(subject);
      isIn = false;
    };
  }

  /** Whether an address has more than it may, so that none of them may become a listener. */
  isOver(address: string): boolean {
    return this.limit > 0 && !this.isExempt(address) && (this.#counts.get(limitSubject(address)) ?? 0) > this.limit;
  }

  /** Addresses that have connections. */
  get size(): number {
    return this.#counts.size;
  }

  #leave(subject: string): void {
    const left = (this.#counts.get(subject) ?? 1) - 1;
    if (left === 0) this.#counts.delete(subject);
    else this.#counts.set(subject, left);
  }
}
