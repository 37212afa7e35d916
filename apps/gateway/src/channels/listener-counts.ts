/** An edge that has not told its count for so long is gone. */
export const COUNT_GOOD_FOR_MS = 30_000;

/** Adds up what the edges tell. Time is an argument. */
export class ListenerCounts {
  private readonly edges = new Map<number, Map<string, { listeners: number; heardAtMs: number }>>();

  tell(channelId: number, edgeId: string, listeners: number, nowMs: number): void {
    const edges = this.edges.get(channelId) ?? new Map<string, { listeners: number; heardAtMs: number }>();
    edges.set(edgeId, { listeners, heardAtMs: nowMs });
    this.edges.set(channelId, edges);
  }

  /** Connected listeners of a channel on all edges heard of lately. */
  of(channelId: number, nowMs: number): number {
    const edges = this.edges.get(channelId);
    if (!edges) return 0;
    let sum = 0;
    for (const [edgeId, { listeners, heardAtMs }] of edges) {
      if (nowMs - heardAtMs > COUNT_GOOD_FOR_MS) edges.delete(edgeId);
      else sum += listeners;
    }
    return sum;
  }
}
