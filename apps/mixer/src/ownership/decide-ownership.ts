/** A standby counts silence only after it was connected for so long. */
export const SETTLING_MS = 2_000;
/** Frames are the heartbeat; so long without them, the owner may be gone. */
export const SILENCE_MS = 500;

export interface OwnershipFacts {
  /** Undefined when its own name on the entry means nothing. */
  self: string | undefined;
  /** Who the KV says owns the channel; undefined for nobody. */
  owner: string | undefined;
  connectedForMs: number;
  /** Since a frame of the channel was heard, or since they are listened for. */
  silentForMs: number;
}

/**
 * What a mixer that does not render a channel does about it. `claim`: take the entry now. `probe`: make sure that
 * nothing is on its way any more, then claim. `listen`: another renders it.
 */
export function decideOwnership({ self, owner, connectedForMs, silentForMs }: OwnershipFacts): 'claim' | 'probe' | 'listen' {
  if (owner === undefined || owner === self) return 'claim';
  return connectedForMs >= SETTLING_MS && silentForMs >= SILENCE_MS ? 'probe' : 'listen';
}
