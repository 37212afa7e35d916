/** A standby counts silence only after it was connected for so long. */
export const SETTLING_MS = 2_000;
/** Frames are the heartbeat; so long without them, the owner may be gone. */
export const SILENCE_MS = 500;

/** Where there is no entry at all: frames come every 100 ms, so whoever renders the channel is heard in this. */
export const UNKNOWN_SILENCE_MS = 300;

export interface OwnershipFacts {
  /** Undefined when its own name on the entry means nothing. */
  self: string | undefined;
  /** Who the KV says owns the channel; undefined for nobody. */
  owner: string | undefined;
  /** The last owner gave it back. Without an owner and without that the entry may be one that was lost with the store. */
  isGivenBack: boolean;
  connectedForMs: number;
  /** Since a frame of the channel was heard, or since they are listened for. */
  silentForMs: number;
}

/**
 * What a mixer that does not render a channel does about it. `claim`: take the entry now. `probe`: make sure that
 * nothing is on its way any more, then claim. `listen`: another renders it.
 */
export function decideOwnership({ self, owner, isGivenBack, connectedForMs, silentForMs }: OwnershipFacts): 'claim' | 'probe' | 'listen' {
  if (owner === undefined ? isGivenBack : owner === self) return 'claim';
  const [settlingMs, silenceMs] = owner === undefined ? [UNKNOWN_SILENCE_MS, UNKNOWN_SILENCE_MS] : [SETTLING_MS, SILENCE_MS];
  return connectedForMs >= settlingMs && silentForMs >= silenceMs ? 'probe' : 'listen';
}
