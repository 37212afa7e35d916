/** An entry that did not change for so long, by the watcher's own monotonic clock, was left by a feeder that is gone. */
export const FEEDER_SILENCE_MS = 6_000;

export interface FeederFacts {
  self: { edgeId: string; runId: string };
  /** Whom the KV names; undefined for nobody. */
  entry: { edgeId: string; runId: string } | undefined;
  /** Since the entry was first seen as it is, or since NATS is back. */
  unchangedForMs: number;
  isFirstLook: boolean;
}

/**
 * What an edge that does not feed a relay does about it. `create`: nobody does. `take`: whoever did is gone: it kept
 * silent for too long, or it was this edge before its restart. The latter counts at the first look alone: were two edges
 * given one name by mistake, they would take the relay from each other for ever.
 */
export function decideFeeder({ self, entry, unchangedForMs, isFirstLook }: FeederFacts): 'create' | 'take' | 'wait' {
  if (!entry) return 'create';
  if (entry.runId === self.runId || (isFirstLook && entry.edgeId === self.edgeId)) return 'take';
  return unchangedForMs >= FEEDER_SILENCE_MS ? 'take' : 'wait';
}
