import type { RelayErrorKind } from './relay-error';

const FIRST_MS = 1_000;
const LAST_MS = 30_000;
/** What an operator has to mend; knocking more often looks like an attack. */
const REFUSED_MS = 60_000;

/**
 * How long to wait before the next try: 1 s, doubled with each failure in a row up to 30 s, a quarter more or less by
 * chance, so that the relays of a target that comes back do not all arrive at once. A refusal is tried each minute.
 *
 * @param failures in a row, this one included
 * @param random in [0, 1)
 */
export function retryDelayMs(kind: RelayErrorKind, failures: number, random: number): number {
  const base = kind === 'broken' ? Math.min(FIRST_MS * 2 ** (failures - 1), LAST_MS) : REFUSED_MS;
  return Math.round(base * (0.75 + random / 2));
}
