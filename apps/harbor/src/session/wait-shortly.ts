import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 1_000;

/**
 * Waits for the end of a session to be told everywhere, a second at most: while the KV or livestream-auth is away that may take
 * long, and goes on behind. Whoever waits, an encoder or an operator, is answered.
 */
export async function waitShortly(ending: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([ending, pause(LIMIT_MS, undefined, { ref: false })]);
}
