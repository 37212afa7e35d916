/** A flavour of a mount: bytes that are made once and sent to everybody who listens to it. */
export interface SharedStream {
  /** Index of the piece that comes next. */
  readonly endIndex: number;
  /** How much of it a second is, lately. */
  readonly bytesPerSecond: number;
  /** Where a new listener begins, so that it gets the last seconds at once; 0: with what comes next. */
  join(burstSeconds: number): number;
  /** What a listener that begins at this index must be sent first. */
  prefixAt(index: number): Uint8Array;
  /** Bytes from an index on, up to now. Shared: nobody may write to them. */
  bytesFrom(index: number): Buffer;
  /** Place of the first sample at an index on the channel's count; undefined while it is not known. */
  positionAt(index: number): number | undefined;
}

/** Packets that leave together: five of them are a page of 100 ms. */
export interface PacketRun {
  /** Place of the first packet's first sample. */
  position: number;
  packets: readonly Uint8Array[];
}

/** Kept of every stream: the longest burst (4 s), the wait of a group (1 s), and a stall of ours. */
export const KEEP_SAMPLES = 12 * 48_000;
export const PAGE_PACKETS = 5;
