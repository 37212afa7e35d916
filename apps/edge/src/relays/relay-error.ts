/**
 * Why a relay is not fed. `refused-user`: the target does not know user or password. `refused`: it wants nothing of the
 * kind there. `forbidden-address`: we do not connect there. What is `broken` may work the next time.
 */
export type RelayErrorKind = 'refused-user' | 'refused' | 'forbidden-address' | 'broken';

/** Its message is for operators: it never holds the password. */
export class RelayError extends Error {
  constructor(readonly kind: RelayErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RelayError';
  }
}
