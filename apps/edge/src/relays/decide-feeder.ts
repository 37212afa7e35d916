/** An entry that did not change for so long, by the watcher's own monotonic clock, was left by a feeder that is gone. */
export const FEEDER_SILENCE_MS = 6_000;
/** From here on it is asked whether the KV takes writes at all: while it has no leader, everybody keeps silent. */
const ASK_AFTER_MS = 3_000;

export interface FeederFacts {
  self: { edgeId: string; runId: string };
  /** Whom the KV names; undefined for nobody. */
  entry: { edgeId: string; runId: string } | undefined;
  /** Since the entry was first seen as it is, or since NATS is back or the KV last took or told nothing. */
  unchangedForMs: number;
  isFirstLook: boolean;
}

/**
 * What an edge that does not feed a relay does about it. `create`: nobody does. `take`: whoever did is gone: it kept
 * silent for too long, or it was this edge before its restart. The latter counts at the first look alone: were two edges
 * given one name by mistake, they would take the relay from each other for ever. `ask`: try a write that changes nothing,
 * since the silence may be the KV's; when it fails the silence has only begun.
 */
export function decideFeeder({ self, entry, unchangedForMs, isFirstLook }: FeederFacts): 'create' | 'take' | 'ask' | 'wait' {
  if (!entry) return 'create';
  if (entry.runId === self.runId || (isFirstLook && entry.edgeId === self.edgeId)) return 'take';
  if (unchangedForMs >= FEEDER_SILENCE_MS) return 'take';
  return unchangedForMs >= ASK_AFTER_MS ? 'ask' : 'wait';
}
